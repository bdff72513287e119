// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"gambeson/event"
)

// TestManyDocumentsOnALine: a line costs what it is long, however many documents stand on it.
func TestManyDocumentsOnALine(t *testing.T) {
	const documents = 1_000_000
	for _, between := range []string{" ", ",", "\t "} {
		started := time.Now()
		s, err := Open(strings.NewReader(strings.Repeat("{}"+between, documents)+`{"end":true}`), Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := event.New(event.NewFields())
		n := 0
		for ; ; n++ {
			if _, err := s.Next(e); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if time.Since(started) > 20*time.Second {
				t.Fatalf("%d documents between %q took %v: more with each", n, between, time.Since(started))
			}
		}
		if n != documents+1 {
			t.Errorf("between %q: %d documents, want %d", between, n, documents+1)
		}
	}
}

// TestJoinedIsBounded: what waits for the rest of its event is bounded in bytes, and all of it is handed out.
func TestJoinedIsBounded(t *testing.T) {
	const keys, each, size = maxOpen, 6, 200 << 10
	var in []string
	for range each {
		for k := range keys {
			in = append(in, fmt.Sprintf("k%d:%s", k, strings.Repeat("x", size)))
		}
	}
	text := strings.Join(in, "\n")
	j := newJoined(newLines(bufio.NewReader(strings.NewReader(text)), 1<<20), []Joiner{keyed{}}).(*joinReader)
	e := event.New(event.NewFields())
	total, most := 0, 0
	for {
		_, err := j.Next(e)
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		total += strings.Count(string(e.Raw()), "k")
		held := 0
		for _, x := range j.open {
			held += len(x.text)
		}
		most = max(most, held)
	}
	if total != keys*each {
		t.Errorf("%d records came out, want %d", total, keys*each)
	}
	const lineEnds = maxOpen * maxRecords
	if most > maxOpenBytes+lineEnds || most < maxOpenBytes/2 {
		t.Errorf("%d bytes waited, want no more than %d and more than half", most, maxOpenBytes)
	}
}
