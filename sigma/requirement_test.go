// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRequirements(t *testing.T) {
	for _, c := range []struct {
		expression, needs string // separated by blanks
		least             int
	}{
		{`\\Windows\\__1\d{9}`, `\windows\__1`, 21},
		{`(?i)ABC|abd`, `abc abd`, 3},
		{`abc|xyz`, `abc xyz`, 3},
		{`abc|x*`, ``, 0},
		{`(foo)+x?`, `foo`, 3},
		{`[a-z]+longest.*short`, `longest`, 13},
		{`a*`, ``, 0},
		{`(?:hello){2,}`, `hello`, 10},
		{`in(?:voke|put)|environment`, `environment input invoke`, 5},
		{`a[xX]?b\.c`, `ab.c axb.c`, 4},
		{`(?i)[k\x{212a}]elvin$`, `kelvin`, 6},
		{`\d+.\w`, ``, 3},
		{`x\x{fffd}yz`, ``, 4},
	} {
		texts, least := requirements(c.expression)
		var needs []string
		for _, n := range texts {
			needs = append(needs, string(n))
		}
		slices.Sort(needs)
		if got := strings.Join(needs, " "); got != c.needs || least != c.least {
			t.Errorf("requirements(%q) = %q, %d, want %q, %d", c.expression, got, least, c.needs, c.least)
		}
	}
}

// TestRequirementsHold shows on generated expressions and texts that whatever
// matches has what is required.
func TestRequirementsHold(t *testing.T) {
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		expression := rapid.StringMatching(`(\(\?i\))?(([ab]|\.|\[aK\]|\(a\|bb\)|\(ab\|K\)|\^|\\b)[*+?]?){1,6}`).Draw(t, "expression")
		re, err := regexp.Compile(expression)
		if err != nil {
			t.Skip(err)
		}
		needs, least := requirements(expression)
		text := rapid.SliceOfN(rapid.SampledFrom([]byte("abABkK ")), 0, 12).Draw(t, "text")
		if !re.Match(text) {
			return
		}
		matched++
		folded := appendFold(nil, text)
		if len(text) < least || len(needs) > 0 && !slices.ContainsFunc(needs, func(n []byte) bool { return bytes.Contains(folded, n) }) {
			t.Fatalf("%q matches %q, which has none of %q or is shorter than %d", expression, text, needs, least)
		}
	})
	if matched < 10 {
		t.Errorf("only %d texts matched", matched)
	}
}
