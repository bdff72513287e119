// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"gambeson/event"
	"gambeson/ingest"
)

// What this door alone answers.
var (
	errEncoding = errors.New("content encoding is not known: send plain, gzip or zstd")
	errSlow     = errors.New("body did not come in time")
)

// ndjson takes one record a line.
func (d *Door) ndjson(w http.ResponseWriter, r *http.Request) {
	sender, err := d.sender(r)
	if err != nil {
		refuse(w, err)
		return
	}
	n, err := d.accept(w, r, sender)
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, "{\"accepted\":%d}\n", n)
}

// accept reads the body and hands it to the acceptor; it returns the number of records.
func (d *Door) accept(w http.ResponseWriter, r *http.Request, s ingest.Sender) (int, error) {
	b, _ := d.bodies.Get().(*body)
	defer func() {
		d.deps.Acceptor.Release(b.reserved)
		b.reserved = 0
		d.bodies.Put(b)
	}()
	b.deadline = deadline{time.Now().Add(d.config.ReadTimeout), http.NewResponseController(w)}
	if err := b.read(r, d.deps.Acceptor); err != nil {
		if !errors.Is(err, errSlow) {
			d.deps.Acceptor.Refuse(s, err)
		}
		return 0, err
	}
	if err := b.split(int(d.limits.MaxRecordBytes)); err != nil {
		d.deps.Acceptor.Refuse(s, err)
		return 0, err
	}
	batch := event.Batch{Records: b.records}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		if err := d.keys.use(s, key, b.data); err != nil {
			d.deps.Acceptor.Refuse(s, err)
			return 0, err
		}
		batch.Stream = "key/" + key
	}
	return len(b.records), d.deps.Acceptor.Accept(r.Context(), s, &batch)
}

// split cuts the body into records: lines that are not empty.
func (b *body) split(limit int) error {
	b.records = b.records[:0]
	rest := b.data
	for number := 1; len(rest) > 0; number++ {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		rest = after
		line = bytes.TrimSuffix(line, []byte{'\r'})
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if len(line) > limit {
			return fmt.Errorf("line %d: %w: %d bytes, at most %d", number, ingest.ErrTooLarge, len(line), limit)
		}
		b.records = append(b.records, event.BatchRecord{Position: uint64(len(b.records)), Data: line})
	}
	return nil
}

// refuse answers with what went wrong, and when to try again.
func refuse(w http.ResponseWriter, err error) {
	status := statusOf(err)
	h := w.Header()
	if wait, again := ingest.RetryAfter(err); again {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="gambeson"`)
	case http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusServiceUnavailable:
		h.Set("Connection", "close") // rather than to read what is left of the body
	}
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	text, err := json.Marshal(map[string]any{"title": http.StatusText(status), "status": status, "detail": err.Error()})
	if err == nil {
		w.Write(append(text, '\n')) //nolint:errcheck // the client has gone
	}
}

func statusOf(err error) int {
	for _, x := range []struct {
		err    error
		status int
	}{
		{ingest.ErrUnauthenticated, http.StatusUnauthorized},
		{ingest.ErrForbidden, http.StatusForbidden},
		{ingest.ErrQuota, http.StatusTooManyRequests},
		{ingest.ErrTooLarge, http.StatusRequestEntityTooLarge},
		{ingest.ErrMalformed, http.StatusBadRequest},
		{ingest.ErrConflict, http.StatusUnprocessableEntity},
		{errEncoding, http.StatusUnsupportedMediaType},
		{errSlow, http.StatusRequestTimeout},
		{ingest.ErrFull, http.StatusServiceUnavailable},
		{ingest.ErrUnavailable, http.StatusServiceUnavailable},
		{ingest.ErrBusy, http.StatusServiceUnavailable},
		{ingest.ErrClosed, http.StatusServiceUnavailable},
		{context.Canceled, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, x.err) {
			return x.status
		}
	}
	return http.StatusInternalServerError
}

// bodyError says whose fault it is that a body cannot be read.
func bodyError(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errSlow
	}
	for _, known := range []error{ingest.ErrTooLarge, ingest.ErrBusy, ingest.ErrMalformed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("read body: %w: %w", ingest.ErrMalformed, err)
}
