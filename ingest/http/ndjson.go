// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"gambeson/event"
	"gambeson/ingest"
)

// body is a request's body and its records.
type body struct {
	ingest.Body
	records []event.BatchRecord
}

// ndjson takes one record a line.
func (d *Door) ndjson(w http.ResponseWriter, r *http.Request) {
	sender, err := d.sender(r)
	if err != nil {
		refuse(w, r, err)
		return
	}
	n, err := d.accept(w, r, sender)
	if err != nil {
		refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, "{\"accepted\":%d}\n", n) //nolint:errcheck // the client has gone
}

// accept reads the body and hands it to the acceptor; it returns the number of records.
func (d *Door) accept(w http.ResponseWriter, r *http.Request, s ingest.Sender) (int, error) {
	b, _ := d.bodies.Get().(*body)
	defer func() {
		b.Release()
		d.bodies.Put(b)
	}()
	if err := b.Read(w, r, d.deps.Acceptor, d.config.ReadTimeout); err != nil {
		d.deps.Acceptor.Refuse(s, err)
		return 0, err
	}
	if err := b.split(int(d.limits.MaxRecordBytes)); err != nil {
		d.deps.Acceptor.Refuse(s, err)
		return 0, err
	}
	batch := event.Batch{Records: b.records}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		if err := d.keys.use(s, key, b.Data); err != nil {
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
	rest := b.Data
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
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := ingest.RefuseRequest(w, r, err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	text, err := json.Marshal(map[string]any{"title": http.StatusText(status), "status": status, "detail": err.Error()})
	if err == nil {
		w.Write(append(text, '\n')) //nolint:errcheck // the client has gone
	}
}
