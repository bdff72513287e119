// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"errors"
	"strings"
	"testing"
)

func TestTree(t *testing.T) {
	null := val{typ: typeNull}
	number := val{typ: typeUint16, data: u16(7)}
	// event makes an Event of one part; in wraps it for the expected JSON.
	event := func(p ...any) el { return el{name: "Event", content: p} }
	eventData := func(p ...any) el { return event(el{name: "EventData", content: p}) }
	for _, c := range []struct {
		name string
		doc  any
		vals []val
		want string // of what is in Event
	}{
		{"empty element", event(el{name: "a"}), nil, `{"a":null}`},
		{"text", event(el{name: "a", content: []any{"x"}}), nil, `{"a":"x"}`},
		{"texts and values are joined", event(el{name: "a", content: []any{"x", sub(0), "y"}}), []val{number}, `{"a":"x7y"}`},
		{"null", event(el{name: "a", content: []any{sub(0)}}), []val{null}, `{"a":null}`},
		{"value that is not there", event(el{name: "a", content: []any{sub(3)}}), nil, `{"a":null}`},
		{"attributes", event(el{name: "a", attrs: []at{{"b", "x"}, {"c", sub(0)}}}), []val{number},
			`{"a":{"#attributes":{"b":"x","c":7}}}`},
		{"attributes and text", event(el{name: "a", attrs: []at{{"b", opt(0)}}, content: []any{opt(0)}}), []val{number},
			`{"a":{"#attributes":{"b":7},"#text":7}}`},
		{"optional attribute left out", event(el{name: "a", attrs: []at{{"b", opt(0)}}, content: []any{"x"}}), []val{null}, `{"a":"x"}`},
		{"optional element left out", event(el{name: "a", content: []any{opt(0)}}, el{name: "b"}), []val{null}, `{"b":null}`},
		{"dependency", event(el{name: "a", dep: 1, content: []any{"x"}}, el{name: "b", dep: 2, content: []any{sub(1)}}),
			[]val{null, number}, `{"b":7}`},
		{"same name twice", event(el{name: "a", content: []any{"x"}}, el{name: "a", content: []any{"y"}}), nil, `{"a":["x","y"]}`},
		{"mixed content", event(el{name: "a", content: []any{"x", el{name: "b"}}}), nil, `{"a":{"#text":"x","b":null}}`},
		{"white space between elements", event(el{name: "a", content: []any{"\n ", el{name: "b"}, "\n"}}), nil, `{"a":{"b":null}}`},
		{"named data", eventData(named("b", sub(0)), named("c", "x")), []val{number}, `{"EventData":{"b":7,"c":"x"}}`},
		{"data with an empty name", eventData(el{name: "Data", attrs: []at{{"Name", nil}}}), nil, `{"EventData":{"":null}}`},
		{"named data, other attribute", eventData(el{name: "Data", attrs: []at{{"Name", "b"}, {"c", "d"}}, content: []any{"x"}}), nil,
			`{"EventData":{"b":{"#attributes":{"c":"d"},"#text":"x"}}}`},
		{"same data twice", eventData(named("b", "x"), named("b", "y")), nil, `{"EventData":{"b":["x","y"]}}`},
		{"unnamed data", eventData(el{name: "Data", content: []any{"x"}}, el{name: "Data"}, el{name: "Binary", content: []any{sub(0)}}),
			[]val{{typ: typeBinary, data: []byte{0xab}}}, `{"EventData":{"Data":["x",null],"Binary":"AB"}}`},
		{"unnamed data, array", eventData(el{name: "Data", content: []any{sub(0)}}),
			[]val{{typ: typeArray | typeString, data: wide("a\x00b\x00")}}, `{"EventData":{"Data":["a","b"]}}`},
		{"user data", event(el{name: "UserData", content: []any{el{name: "x", attrs: []at{{"xmlns", "u"}},
			content: []any{el{name: "y", content: []any{"z"}}}}}}), nil, `{"UserData":{"x":{"#attributes":{"xmlns":"u"},"y":"z"}}}`},
		{"character", event(el{name: "a", content: []any{"x", raw{tokenCharRef, 0xe9, 0}, "y"}}), nil, `{"a":"xéy"}`},
		{"CDATA", event(el{name: "a", content: []any{append(raw{tokenCDATA, 1, 0}, wide("<")...)}}), nil, `{"a":"<"}`},
		{"value in the document", event(el{name: "a", content: []any{raw{tokenValue, byte(typeUint16), 5, 0}}}), nil, `{"a":5}`},
		{"fragment as a value", event(sub(0)), []val{{typ: typeBinXML, doc: el{name: "EventData", content: []any{named("b", "x")}}}},
			`{"EventData":{"b":"x"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := `{"Event":` + c.want + `}`
			if got := tree(t, one(use{&tmpl{c.doc}, c.vals})); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if len(c.vals) > 0 {
				return
			}
			if got := tree(t, one(c.doc)); got != want {
				t.Errorf("without a template: got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestEntity(t *testing.T) {
	w := newChunk()
	w.names["amp"] = len(w.b)
	w.add(u32(0), u16(0), u16(3), wide("amp"), u16(0), make([]byte, 2))
	entity := append(raw{tokenEntityRef}, u32(uint32(w.names["amp"]))...)
	start := len(w.b)
	w.record(1, el{name: "Event", content: []any{"a", entity, "b"}})
	b := w.bytes()
	// The name before the record is no record: only the tree is looked at.
	trees, errs := read(t, file(b))
	if len(trees) != 1 || trees[0] != `{"Event":"a&b"}` {
		t.Errorf("got %s, %v (record at %d)", trees, errs, start)
	}
}

// A template is used again by later records, and a fragment in a value may be
// an instance of another one.
func TestTemplates(t *testing.T) {
	inner := &tmpl{el{name: "EventData", content: []any{named("n", sub(0))}}}
	outer := &tmpl{el{name: "Event", content: []any{el{name: "id", content: []any{sub(0)}}, sub(1)}}}
	doc := func(id, n uint16) use {
		return use{outer, []val{{typ: typeUint16, data: u16(id)}, {typ: typeBinXML, doc: use{inner, []val{{typ: typeUint16, data: u16(n)}}}}}}
	}
	w := newChunk().record(1, doc(10, 11)).record(2, doc(20, 21))
	trees, errs := read(t, file(w.bytes(), newChunk().record(3, doc(30, 31)).bytes()))
	want := `{"Event":{"id":10,"EventData":{"n":11}}} {"Event":{"id":20,"EventData":{"n":21}}} {"Event":{"id":30,"EventData":{"n":31}}}`
	if got := strings.Join(trees, " "); got != want || len(errs) > 0 {
		t.Errorf("got  %s, %v\nwant %s", got, errs, want)
	}
}

// Elements of a fragment in a value may lack the dependency id.
func TestNoDependency(t *testing.T) {
	doc := use{&tmpl{el{name: "Event", content: []any{sub(0)}}}, []val{{typ: typeBinXML, doc: bare("EventData")}}}
	if got, want := tree(t, one(doc)), `{"Event":{"EventData":null}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What stands for too much, or for itself, is a damaged record.
func TestLimits(t *testing.T) {
	nested := func(n int) el {
		e := el{name: "Event"}
		for range n {
			e = el{name: "Event", content: []any{e}}
		}
		return e
	}
	self := &tmpl{}
	self.root = el{name: "Event", content: []any{raw{tokenInstance, 1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}}}
	endless := newChunk().record(1, use{self, nil})
	// The instance inside points at the template that it is in.
	for i := range endless.b[:len(endless.b)-14] {
		if string(endless.b[i:i+6]) == "\x0c\x01\x07\x00\x00\x00" && string(endless.b[i+6:i+14]) == strings.Repeat("\x00", 8) {
			copy(endless.b[i+6:], u32(uint32(endless.templates[self])))
		}
	}
	many := el{name: "Event"}
	for range 2000 {
		many.content = append(many.content, el{name: "a", content: []any{sub(0)}})
	}
	wideDoc := use{&tmpl{many}, []val{str(strings.Repeat("x", 4000))}}
	bomb := el{name: "Event"}
	for range 2000 {
		bomb.content = append(bomb.content, sub(0))
	}
	inner := el{name: "b"}
	for range 500 {
		inner.content = append(inner.content, el{name: "c"})
	}
	for _, c := range []struct {
		name string
		b    []byte
		ok   bool
	}{
		{"deep", one(nested(50)), true},
		{"too deep", one(nested(maxDepth + 1)), false},
		{"too deep in a template", one(use{&tmpl{nested(maxDepth + 1)}, nil}), false},
		{"template of itself", file(endless.bytes()), false},
		{"too much text", one(wideDoc), false},
		{"too many nodes", one(use{&tmpl{bomb}, []val{{typ: typeBinXML, doc: use{&tmpl{inner}, nil}}}}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			trees, errs := read(t, c.b)
			if c.ok && (len(trees) != 1 || len(errs) != 0) {
				t.Errorf("got %d records, %v", len(trees), errs)
			}
			if !c.ok && (len(trees) != 0 || len(errs) != 1 || !errors.Is(errs[0], ErrRecord)) {
				t.Errorf("got %d records, %v, want %v", len(trees), errs, ErrRecord)
			}
		})
	}
}

// Records that each stand for much do not keep the reader busy for long: what
// is done for a chunk is bounded, and the next chunk is read as ever.
func TestChunkLimit(t *testing.T) {
	many := el{name: "Event"}
	for range 1000 {
		many.content = append(many.content, el{name: "a", content: []any{sub(0)}})
	}
	bomb := &tmpl{many}
	w := newChunk()
	for id := range uint64(60) {
		w.record(id, use{bomb, []val{str(strings.Repeat("x", 300))}})
	}
	trees, errs := read(t, file(w.bytes(), newChunk().record(60, data("n", "last")).bytes()))
	if len(trees) < 20 || len(trees) > 30 || len(trees)+len(errs) != 61 {
		t.Errorf("got %d records and %d errors", len(trees), len(errs))
	}
	if got, want := trees[len(trees)-1], `{"Event":{"EventData":{"n":"last"}}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
