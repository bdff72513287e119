// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePattern(t *testing.T) {
	lit := func(s string) Token { return Token{Text: s} }
	run, one := Token{Kind: AnyRun}, Token{Kind: AnyOne}
	for _, c := range []struct {
		in   string
		want Pattern
	}{
		{``, nil},
		{`abc`, Pattern{lit(`abc`)}},
		{`a*b?c`, Pattern{lit(`a`), run, lit(`b`), one, lit(`c`)}},
		{`**a**`, Pattern{run, lit(`a`), run}},
		{`C:\Windows\x`, Pattern{lit(`C:\Windows\x`)}},
		{`C:\\Windows`, Pattern{lit(`C:\Windows`)}},
		{`\*`, Pattern{lit(`*`)}},
		{`\?`, Pattern{lit(`?`)}},
		{`\\*`, Pattern{lit(`\`), run}},
		{`\\\*`, Pattern{lit(`\*`)}},
		{`\\\`, Pattern{lit(`\\`)}},
		{`\\\\`, Pattern{lit(`\\`)}},
		{`\\\\host`, Pattern{lit(`\\host`)}},
		{`a\`, Pattern{lit(`a\`)}},
	} {
		got := ParsePattern(c.in)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("ParsePattern(%q): %s", c.in, diff)
		}
		if again := ParsePattern(got.String()); !slices.Equal(again, got) {
			t.Errorf("ParsePattern(%q) written as %q reads as %v", c.in, got.String(), again)
		}
	}
}

func TestDashes(t *testing.T) {
	for _, c := range []struct {
		in    string
		count int
		has   string
	}{
		{` -ma `, 5, " \u2014ma "},
		{`/f`, 5, `-f`},
		{`a-b`, 1, `a-b`},
		{`- x`, 1, `- x`},
		{`-a -b`, 25, "\u2013a \u2015b"},
		{`--config`, 5, `-/config`},
	} {
		all, ok := ParsePattern(c.in).dashes().spell(maxSpellings)
		if !ok || len(all) != c.count {
			t.Errorf("%q has %d spellings (%v), want %d", c.in, len(all), ok, c.count)
		}
		if !slices.ContainsFunc(all, func(p Pattern) bool { s, _ := p.Plain(); return s == c.has }) {
			t.Errorf("%q has no spelling %q", c.in, c.has)
		}
	}
	if _, ok := ParsePattern("-a -b -c -d -e").dashes().spell(maxSpellings); ok {
		t.Error("five dashes are within the limit of four")
	}
}

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"ABCxyz", "abcXYZ"}, {"ÄÖÜ", "äöü"}, {"\u212a", "k"}, {"ſ", "S"}, {"Σς", "σσ"}, {"Я", "я"}, {"\xff", "\xff"},
	} {
		if a, b := foldString(c[0]), foldString(c[1]); a != b {
			t.Errorf("fold(%q) = %q, fold(%q) = %q, want the same", c[0], a, c[1], b)
		}
	}
	if foldString("ß") == foldString("ss") {
		t.Error("folding is simple: it never changes the number of letters")
	}
}

func TestBase64Offsets(t *testing.T) {
	want := []string{"Zm9v", "Zvb", "mb2"}
	if diff := cmp.Diff(want, base64Offsets([]byte("foo"))); diff != "" {
		t.Error(diff)
	}
}

func TestDatePart(t *testing.T) {
	for _, c := range []struct {
		text string
		part Part
		want int64
		ok   bool
	}{
		{"2026-03-02T23:14:07.5+02:00", Hour, 23, true},
		{"2026-03-02 23:14:07", Minute, 14, true},
		{"2026-03-02", Hour, 0, true},
		{"2026/03/02", Month, 3, true},
		{"2026-01-01", Week, 1, true},
		{"2027-01-01", Week, 53, true},
		{"1772406847", Year, 2026, true},
		{"1772406847000", Day, 1, true},
		{"1772406847000000", Month, 3, true},
		{"1772406847000000000", Hour, 23, true},
		{"2026-13-02", Month, 0, false},
		{"today", Day, 0, false},
		{"", Day, 0, false},
	} {
		got, ok := datePart([]byte(c.text), c.part)
		if got != c.want || ok != c.ok {
			t.Errorf("part %d of %q = %d, %v, want %d, %v", c.part, c.text, got, ok, c.want, c.ok)
		}
	}
}
