// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"gambeson/event"
	"gambeson/ingest"
)

const (
	readStep = 64 << 10
	// zstdWindow is the largest window of a zstd frame: what --ultra needs is refused.
	zstdWindow = 8 << 20
	// keepBody is the largest buffer that is kept for the next request.
	keepBody = 4 << 20
)

// body is a request's body and its records, and the room that they were read into.
type body struct {
	data     []byte
	records  []event.BatchRecord
	reserved int // of the acceptor's budget
	deadline deadline
	gzip     *gzip.Reader
	zstd     *zstd.Decoder
}

// deadline is when the body has to be there. Waiting for room is not the client's fault.
type deadline struct {
	at      time.Time
	control *http.ResponseController
}

// extend gives the client as much time more as has passed since begin.
func (d *deadline) extend(begin time.Time) error {
	d.at = d.at.Add(time.Since(begin))
	return d.control.SetReadDeadline(d.at)
}

// lift ends the client's time: a deadline that passes later would cancel the request while the log writes.
func (d *deadline) lift() error { return d.control.SetReadDeadline(time.Time{}) }

// read reads and decompresses the body of r. What it takes is reserved first, step by step: neither a client that
// announces much nor one whose little grows to much gets more than it was granted.
func (b *body) read(r *http.Request, a *ingest.Acceptor) error {
	if cap(b.data) > keepBody {
		b.data = nil
	}
	b.data = b.data[:0]
	limit := int(a.Config().MaxRequestBytes)
	if r.ContentLength > int64(limit) {
		return fmt.Errorf("body: %w: %d bytes, at most %d", ingest.ErrTooLarge, r.ContentLength, limit)
	}
	src, err := b.decompress(r)
	if err != nil {
		return bodyError(err)
	}
	for {
		if len(b.data) == b.reserved {
			if err := b.grow(r.Context(), a, limit, int(r.ContentLength)); err != nil {
				return bodyError(err)
			}
		}
		n, err := src.Read(b.data[len(b.data):b.reserved])
		b.data = b.data[:len(b.data)+n]
		if len(b.data) > limit {
			return fmt.Errorf("body: %w: more than %d bytes", ingest.ErrTooLarge, limit)
		}
		if errors.Is(err, io.EOF) {
			return b.deadline.lift()
		}
		if err != nil {
			return bodyError(err)
		}
	}
}

// grow reserves room for more: twice as much as before, at first what a short body has.
func (b *body) grow(ctx context.Context, a *ingest.Acceptor, limit, announced int) error {
	n := max(b.reserved, min(readStep, max(announced, 512)+1))
	n = min(n, limit+1-b.reserved)
	begin := time.Now()
	if err := a.Reserve(ctx, n); err != nil {
		return err
	}
	b.reserved += n
	if err := b.deadline.extend(begin); err != nil {
		return err
	}
	if cap(b.data) < b.reserved {
		b.data = append(make([]byte, 0, b.reserved), b.data...)
	}
	return nil
}

// decompress returns the reader for the encoding that the request names.
func (b *body) decompress(r *http.Request) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))) {
	case "", "identity":
		return r.Body, nil
	case "gzip", "x-gzip":
		if b.gzip == nil {
			b.gzip = new(gzip.Reader)
		}
		if err := b.gzip.Reset(r.Body); err != nil {
			return nil, fmt.Errorf("%w: gzip: %w", ingest.ErrMalformed, err)
		}
		return b.gzip, nil
	case "zstd":
		if b.zstd == nil {
			z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
			if err != nil {
				return nil, err
			}
			b.zstd = z
		}
		if err := b.zstd.Reset(r.Body); err != nil {
			return nil, fmt.Errorf("%w: zstd: %w", ingest.ErrMalformed, err)
		}
		return b.zstd, nil
	}
	return nil, errEncoding
}
