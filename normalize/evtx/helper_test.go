// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"gambeson/event"
)

// testTime is 2026-01-02T03:04:05.1234567Z.
const testTime = 134117966451234567

// data returns an event with one Data element of that name and value.
func data(name string, value any) el {
	return el{name: "Event", content: []any{el{name: "EventData", content: []any{named(name, value)}}}}
}

func named(name string, value any) el {
	return el{name: "Data", attrs: []at{{"Name", name}}, content: []any{value}}
}

// one returns a file with one record.
func one(doc any) []byte { return file(newChunk().record(1, doc).bytes()) }

// read returns the trees of all records as JSON, and the errors on the way.
func read(t *testing.T, b []byte) (trees []string, errs []error) {
	t.Helper()
	r, err := New(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	e := event.New(event.NewFields())
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return trees, errs
		}
		if err != nil {
			errs = append(errs, err)
			if d := (*DamageError)(nil); !errors.As(err, &d) {
				return trees, errs
			}
			continue
		}
		e.Reset(rec.Data)
		if err := r.Decode(e, rec); err != nil {
			errs = append(errs, err)
			continue
		}
		trees = append(trees, string(e.Root().AppendJSON(nil)))
	}
}

// tree returns the tree of the only record of b.
func tree(t *testing.T, b []byte) string {
	t.Helper()
	trees, errs := read(t, b)
	if len(errs) > 0 || len(trees) != 1 {
		t.Fatalf("got %d records and %v, want one record", len(trees), errs)
	}
	return trees[0]
}
