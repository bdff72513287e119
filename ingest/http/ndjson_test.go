// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"bytes"
	"errors"
	"testing"

	"gambeson/ingest"
)

// FuzzSplit cuts bodies into records, and compares with a plain reading of what a record is.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "\n", "{}\n{}", "{}\r\n\r\n \t\n{}\r", "\r\n", "a\rb\n", "\xff\x00\n", "0123456789abcdef\n", "0123456789abcdefg"} {
		f.Add([]byte(seed))
	}
	const limit = 16
	f.Fuzz(func(t *testing.T, data []byte) {
		var want [][]byte
		long := false
		for line := range bytes.SplitSeq(data, []byte("\n")) {
			line = bytes.TrimSuffix(line, []byte("\r"))
			if len(bytes.TrimSpace(line)) > 0 {
				want, long = append(want, line), long || len(line) > limit
			}
		}
		b := body{Body: ingest.Body{Data: data}}
		err := b.split(limit)
		if long != errors.Is(err, ingest.ErrTooLarge) || !long && err != nil {
			t.Fatalf("%q: %v, want too large %t", data, err, long)
		}
		if err != nil {
			return
		}
		if len(b.records) != len(want) {
			t.Fatalf("%q: %d records, want %d", data, len(b.records), len(want))
		}
		for i, r := range b.records {
			if !bytes.Equal(r.Data, want[i]) || r.Position != uint64(i) {
				t.Errorf("record %d at %d is %q, want %q", i, r.Position, r.Data, want[i])
			}
		}
	})
}
