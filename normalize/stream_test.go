// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

// keyed joins lines that begin with "<key>:"; a line that ends with "." is
// the last of its event.
type keyed struct{ Format }

func (keyed) JoinKey(line []byte) ([]byte, bool) {
	key, _, ok := strings.Cut(string(line), ":")
	if !ok || line[0] == '{' {
		return nil, false
	}
	return []byte(key), strings.HasSuffix(string(line), ".")
}

// records returns what the stream of text hands out: "number text", or "number
// !" for a record error.
func records(t *testing.T, text string, o Options) []string {
	t.Helper()
	s, err := Open(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	e := event.New(event.NewFields())
	var out []string
	for {
		n, err := s.Next(e)
		var bad *RecordError
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d !", n))
		case err != nil:
			t.Fatal(err)
		default:
			out = append(out, fmt.Sprintf("%d %s", n, e.Raw()))
		}
	}
}

func TestOpenFrames(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"json lines", "{\"a\":1}\r\n\n  \n{\"b\":\"}{\"}", []string{`1 {"a":1}`, `2 {"b":"}{"}`}},
		{"a broken line among them", "{\"a\":1}\n{\"b\n{\"c\":3}\n", []string{`1 {"a":1}`, `2 {"b`, `3 {"c":3}`}},
		{"several on a line", `{"a":1}{"b":2} {"c":"}{"}`, []string{`1 {"a":1}`, `2 {"b":2}`, `3 {"c":"}{"}`}},
		{"pretty printed", "{\n \"a\": {\n }\n}\n{\n\"b\":\n{\n}}", []string{"1 {\n \"a\": {\n }\n}", "2 {\n\"b\":\n{\n}}"}},
		{"one that never ends", "{\n \"a\": {\n}\n{\n \"b\": 1\n}\n", []string{"1 !", "2 {\n \"b\": 1\n}"}},
		{"array", `[ {"a":1}, {"b":[2]} ]`, []string{`1 {"a":1}`, `2 {"b":[2]}`}},
		{"array of nothing", `[]`, nil},
		{"wrapped", "{\"Records\":[{\"a\":1},{\"b\":2}],\"x\":{\"y\":[1]}}\n{\"Records\":[{\"c\":3}]}", []string{`1 {"a":1}`, `2 {"b":2}`, `3 {"c":3}`}},
		{"wrapped behind texts", `{"kind":"EventList", "value": [ {"a":1} ] }`, []string{`1 {"a":1}`}},
		{"wrapped behind metadata", `{"kind":"EventList","metadata":{"continue":"x"},"items":[{"a":1}]}`, []string{`1 {"a":1}`}},
		{"array with scalars", "[{\"a\":1},\n7,\n{\"b\":2}]", []string{`1 {"a":1}`, `2 !`, `3 {"b":2}`}},
		{"lines", "one\n\ntwo\n[2026-03-01T00:00:00Z] three", []string{"1 one", "2 two", "3 [2026-03-01T00:00:00Z] three"}},
		{"lines that begin with a bracket", "[2026] a\n[2026] b\n", []string{"1 [2026] a", "2 [2026] b"}},
		{"UTF-8 mark", "\xef\xbb\xbfone", []string{"1 one"}},
		{"UTF-16", "\xff\xfeo\x00n\x00\n\x00\xe9\x00", []string{"1 on", "2 é"}},
		{"UTF-16 without a mark", strings.Join(strings.Split("eight chars\nmore", ""), "\x00") + "\x00", []string{"1 eight chars", "2 more"}},
		{"too long a line", "a\n" + strings.Repeat("x", 200_000) + "\nb", []string{"1 a", "2 !", "3 b"}},
		{"joined", "k1:a\nk2:b\nplain\nk1:c.\nk2:d", []string{"3 plain", "1 k1:a\nk1:c.", "2 k2:b\nk2:d"}},
		{"empty", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := records(t, tt.in, Options{MaxRecord: 100_000, Joiners: []Joiner{keyed{}}})
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzOpen shows that any input ends, in records within the limit.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"{\"a\":1}\n{", "[{},1,{\"", "{\"Records\":[{", "\xff\xfe{\x00", "{\n{\n{\n{"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		s, err := Open(strings.NewReader(string(in)), Options{MaxRecord: 64, Joiners: []Joiner{keyed{}}})
		if err != nil {
			return
		}
		e := event.New(event.NewFields())
		for range len(in) + 2*maxRecoveries + 2 {
			if _, err = s.Next(e); errors.Is(err, io.EOF) {
				return
			}
		}
		t.Fatalf("%q: more records than bytes", in)
	})
}

func TestOpenRefusesBinary(t *testing.T) {
	for _, in := range []string{"\x7fELF\x02\x01\x01\x00\x00", "text\x00text", strings.Repeat("\x00", 5000)} {
		if _, err := Open(strings.NewReader(in), Options{}); !errors.Is(err, ErrBinary) {
			t.Errorf("%.10q: %v, want %v", in, err, ErrBinary)
		}
	}
}
