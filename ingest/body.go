// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

const (
	readStep = 64 << 10
	// zstdWindow is the largest window of a zstd frame: what --ultra needs is refused.
	zstdWindow = 8 << 20
	// keepBody is the largest buffer that is kept for the next request.
	keepBody = 4 << 20
)

// A Body reads bodies of HTTP requests, one after the other, and keeps the room that it needed. The zero Body is ready.
type Body struct {
	// Data is the body that was read last, decompressed. It is overwritten by the next one.
	Data []byte

	acceptor *Acceptor
	reserved int
	window   int // reserved for what the decompressor looks back at
	deadline time.Time
	control  *http.ResponseController
	gzip     *gzip.Reader
	zstd     *zstd.Decoder
}

// Read reads the body of r, plain or with Content-Encoding gzip or zstd. What it takes is reserved first, step by step:
// neither a client that announces much nor one whose little grows to much gets more than it was granted. The client has
// timeout, without the time in which the door waits for room. Whether or not Read fails, Release is called at the end.
//
// Errors: ErrTooLarge, ErrBusy, ErrMalformed, ErrEncoding, ErrSlow, the context's.
func (b *Body) Read(w http.ResponseWriter, r *http.Request, a *Acceptor, timeout time.Duration) error {
	if cap(b.Data) > keepBody {
		b.Data = nil
	}
	b.Data = b.Data[:0]
	b.acceptor, b.deadline, b.control = a, time.Now().Add(timeout), http.NewResponseController(w)
	limit := int(a.config.MaxRequestBytes)
	if r.ContentLength > int64(limit) {
		return fmt.Errorf("body: %w: %d bytes, at most %d", ErrTooLarge, r.ContentLength, limit)
	}
	if err := b.read(r, limit); err != nil {
		return bodyError(err)
	}
	// A deadline that passes later would cancel the request while the log writes.
	return b.control.SetReadDeadline(time.Time{})
}

// Release gives back what was reserved. Data is not to be used any more.
func (b *Body) Release() {
	if n := b.reserved + b.window; n > 0 {
		b.acceptor.Release(n)
		b.reserved, b.window = 0, 0
	}
}

func (b *Body) read(r *http.Request, limit int) error {
	src, err := b.decompress(r)
	if err != nil {
		return err
	}
	for {
		if len(b.Data) == b.reserved {
			if err := b.grow(r.Context(), limit, int(r.ContentLength)); err != nil {
				return err
			}
		}
		n, err := src.Read(b.Data[len(b.Data):b.reserved])
		b.Data = b.Data[:len(b.Data)+n]
		if len(b.Data) > limit {
			return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// grow reserves room for more: as much again as there is, at first what a short body has.
func (b *Body) grow(ctx context.Context, limit, announced int) error {
	n := max(b.reserved, min(readStep, max(announced, 512)+1))
	n = min(n, limit+1-b.reserved)
	begin := time.Now()
	if err := b.acceptor.Reserve(ctx, n); err != nil {
		return err
	}
	b.reserved += n
	if cap(b.Data) < b.reserved {
		b.Data = append(make([]byte, 0, b.reserved), b.Data...)
	}
	b.deadline = b.deadline.Add(time.Since(begin))
	return b.control.SetReadDeadline(b.deadline)
}

// decompress returns the reader for the encoding that the request names.
func (b *Body) decompress(r *http.Request) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))) {
	case "", "identity":
		return r.Body, nil
	case "gzip", "x-gzip":
		if b.gzip == nil {
			b.gzip = new(gzip.Reader)
		}
		return b.gzip, b.gzip.Reset(r.Body)
	case "zstd":
		// A frame decides itself how far it looks back, before it has brought anything.
		window := min(zstdWindow, int(b.acceptor.config.MaxBytesInFlight)/4)
		if err := b.acceptor.Reserve(r.Context(), window); err != nil {
			return nil, err
		}
		b.window = window
		if b.zstd == nil {
			z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
			if err != nil {
				return nil, err
			}
			b.zstd = z
		}
		return b.zstd, b.zstd.Reset(r.Body)
	}
	return nil, ErrEncoding
}

// bodyError says whose fault it is that a body cannot be read.
func bodyError(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ErrSlow
	}
	for _, known := range []error{ErrTooLarge, ErrBusy, ErrEncoding, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return fmt.Errorf("body: %w", err)
		}
	}
	return fmt.Errorf("body: %w: %w", ErrMalformed, err)
}
