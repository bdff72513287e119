// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nearest

import (
	"slices"
	"strings"
)

// MaxLen is the length in bytes above which a word is not compared.
const MaxLen = 128

// Match returns the candidate nearest to word, or "" when none is near enough to be worth suggesting: at most a third
// of the word's length, and at most three, may differ. Of equally near candidates the first in sorted order wins.
func Match(word string, candidates []string) string {
	if len(word) > MaxLen {
		return ""
	}
	w := []rune(strings.ToLower(word))
	limit := min(3, max(1, len(w)/3))
	best := ""
	sorted := slices.Sorted(slices.Values(candidates))
	for _, c := range sorted {
		if len(c) > MaxLen {
			continue
		}
		if d := distance(w, []rune(strings.ToLower(c))); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}

// distance is the optimal string alignment distance, by the three last rows of its table.
func distance(a, b []rune) int {
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
