// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parse returns an event over raw, with the shape of bare native names.
func parse(t *testing.T, raw string, names ...string) *Event {
	t.Helper()
	f := NewFields()
	s := f.Shape()
	for _, n := range names {
		f.Native(n)
	}
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := New(f)
	e.Reset([]byte(raw))
	if err := e.ParseJSON(); err != nil {
		t.Fatalf("parse %q: %v", raw, err)
	}
	e.BindShape(s)
	return e
}

func TestParseJSONCanonical(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"order and nesting", `{"b":1,"a":{"c":[1,2,{"d":null}]}}`, `{"b":1,"a":{"c":[1,2,{"d":null}]}}`},
		{"duplicate names", `{"a":1,"b":2,"a":"x"}`, `{"a":[1,"x"],"b":2}`},
		{"big numbers", `[9007199254740993,1e400,-0.10]`, `[9007199254740993,1e400,-0.10]`},
		{"escapes", `"\u00e9\n\/\ud83d\ude00"`, "\"é\\n/😀\""},
		{"lone surrogate", `"a\ud800b"`, "\"a\uFFFDb\""},
		{"invalid UTF-8", "\"a\xffb\xc3\"", "\"a\uFFFDb\uFFFD\""},
		{"control characters", "\"a\x00\x1b\tb\"", `"a\u0000\u001b\tb"`},
		{"line separators", "\"\u2028\"", `"\u2028"`},
		{"byte order mark", "\xef\xbb\xbf {} ", `{}`},
		{"empty", `{"":"","a":[],"b":{}}`, `{"":"","a":[],"b":{}}`},
		{"long string", `"` + strings.Repeat("abcdefg", 9) + `\""`, `"` + strings.Repeat("abcdefg", 9) + `\""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := string(parse(t, tt.in).Root().AppendJSON(nil))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseJSONRefuses(t *testing.T) {
	deep := strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1)
	tests := []struct {
		in   string
		want error
	}{
		{``, ErrSyntax}, {`{`, ErrSyntax}, {`{"a"}`, ErrSyntax}, {`{"a":}`, ErrSyntax}, {`{"a":1,}`, ErrSyntax},
		{`[1,]`, ErrSyntax}, {`01`, ErrSyntax}, {`1.`, ErrSyntax}, {`.5`, ErrSyntax}, {`+1`, ErrSyntax},
		{`NaN`, ErrSyntax}, {`tru`, ErrSyntax}, {`"a`, ErrSyntax}, {`"\x"`, ErrSyntax}, {`"\u12g4"`, ErrSyntax},
		{`{} {}`, ErrSyntax}, {`'a'`, ErrSyntax}, {`"\`, ErrSyntax},
		{deep, ErrTooDeep},
		{"[" + strings.Repeat("0,", MaxNodes) + "0]", ErrTooLarge},
	}
	f := NewFields()
	e := New(f)
	for _, tt := range tests {
		e.Reset([]byte(tt.in))
		if err := e.ParseJSON(); !errors.Is(err, tt.want) {
			t.Errorf("%.20q: got %v, want %v", tt.in, err, tt.want)
		}
		if e.Root().Exists() {
			t.Errorf("%.20q: a tree is left", tt.in)
		}
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		in    string
		whole int64
		ok    bool
	}{
		{"0", 0, true}, {"-7", -7, true}, {"9223372036854775807", 1<<63 - 1, true}, {"9223372036854775808", 0, false},
		{"2.0", 2, true}, {"1e3", 1000, true}, {"1.5", 0, false}, {"1e40", 0, false},
	}
	for _, tt := range tests {
		got, ok := parse(t, tt.in).Root().Int()
		if got != tt.whole || ok != tt.ok {
			t.Errorf("%s: got %d, %v", tt.in, got, ok)
		}
	}
}

// FuzzParseJSON compares the parse with encoding/json: what both accept means
// the same, and what we write is JSON again and stable.
func FuzzParseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x\u0041",null,true]}`, `"\ud800"`, "{\"a\":\"\xff\"}", `[[[]]]`, `{"a":1,"a":2}`} {
		f.Add([]byte(s))
	}
	e := New(NewFields())
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			return
		}
		out := e.Root().AppendJSON(nil)
		if !json.Valid(out) {
			t.Fatalf("%q is written as %q", raw, out)
		}
		var theirs, ours any
		if json.Unmarshal(raw, &theirs) == nil && !strings.Contains(string(out), "[") {
			if err := json.Unmarshal(out, &ours); err != nil {
				t.Fatalf("read %q again: %v", out, err)
			}
			if d := cmp.Diff(theirs, ours); d != "" {
				t.Fatalf("%q: %s", raw, d)
			}
		}
		e2 := New(NewFields())
		e2.Reset(out)
		if err := e2.ParseJSON(); err != nil {
			t.Fatalf("read %q again: %v", out, err)
		}
		if again := e2.Root().AppendJSON(nil); string(again) != string(out) {
			t.Fatalf("%q then %q", out, again)
		}
	})
}
