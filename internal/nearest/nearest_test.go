// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	keys := []string{"scan", "rules", "log", "max_record_bytes", "level"}
	for _, tt := range []struct{ word, want string }{
		{"scna", "scan"},                          // neighbours exchanged
		{"rule", "rules"},                         // one missing
		{"max_records_bytes", "max_record_bytes"}, // one too many
		{"LEVEL", "level"},
		{"lvl", ""},   // two of three differ: no guess
		{"zebra", ""}, // nothing near
		{"", ""},
		{strings.Repeat("a", MaxLen+1), ""},
	} {
		if got := Match(tt.word, keys); got != tt.want {
			t.Errorf("Match(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestMatchIsStable(t *testing.T) {
	if got := Match("bat", []string{"cat", "bar"}); got != "bar" {
		t.Errorf("of two equally near words: %q, want the first in order", got)
	}
}
