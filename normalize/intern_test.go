// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"strings"
	"sync"
	"testing"
)

func TestIntern(t *testing.T) {
	var in Intern
	long := strings.Repeat("x", 300)
	for range 2 {
		for _, want := range []string{"", "Security", "System", long} {
			if got := in.String([]byte(want)); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
	text := []byte("host-1")
	s := in.String(text)
	text[0] = 'X'
	if s != "host-1" {
		t.Errorf("the string changed with its bytes: %q", s)
	}
	if n := testing.AllocsPerRun(100, func() { in.String([]byte("Security")) }); n != 0 {
		t.Errorf("%v allocations for a known text", n)
	}
}

func TestInternConcurrent(t *testing.T) {
	var in Intern
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 2000 {
				want := strings.Repeat(string(rune('a'+(g+i)%26)), 1+i%7)
				if got := in.String([]byte(want)); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
	wg.Wait()
}
