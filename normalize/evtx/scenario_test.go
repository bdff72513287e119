// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/internal/testkit"
)

// A scenario has events as XML (in.xml) and the trees that their records
// become, one a line (want.ndjson, written by -update). In the XML {type value}
// is a value of the event's template, and all else a part of the template.
func TestScenarios(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%d scenarios, %v", len(paths), err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Files) == 0 || a.Files[0].Name != "in.xml" {
			t.Fatalf("%s: the first file must be in.xml", path)
		}
		w := newChunk()
		for i, u := range parseEvents(t, a.Files[0].Data) {
			w.record(uint64(i+1), u)
		}
		trees, errs := read(t, file(w.bytes()))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", path, errs)
		}
		got := strings.Join(trees, "\n") + "\n"
		if testkit.Update() {
			a.Files = append(a.Files[:1], txtar.File{Name: "want.ndjson", Data: []byte(got)})
			if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
			t.Errorf("%s (-want +got), -update rewrites it:\n%s", path, diff)
		}
	}
}

// parseEvents returns the elements at the top of the XML text, each as an
// instance of a template of its own.
func parseEvents(t *testing.T, text []byte) []use {
	t.Helper()
	var all []use
	var vals []val
	var open []el
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			e := el{name: tok.Name.Local}
			for _, a := range tok.Attr {
				e.attrs = append(e.attrs, at{a.Name.Local, parsePart(t, a.Value, &vals)})
			}
			open = append(open, e)
		case xml.CharData:
			if s := strings.TrimSpace(string(tok)); s != "" {
				e := &open[len(open)-1]
				e.content = append(e.content, parsePart(t, s, &vals))
			}
		case xml.EndElement:
			e := open[len(open)-1]
			if open = open[:len(open)-1]; len(open) > 0 {
				up := &open[len(open)-1]
				up.content = append(up.content, e)
				continue
			}
			all = append(all, use{&tmpl{e}, vals})
			vals = nil
		}
	}
}

// parsePart returns text as it is, and {type value} as a substitution whose
// value is added to vals. A type that ends in ? makes it optional.
func parsePart(t *testing.T, s string, vals *[]val) any {
	t.Helper()
	if !strings.HasPrefix(s, "{") || s[1] == '{' {
		return s
	}
	typ, text, _ := strings.Cut(strings.Trim(s, "{}"), " ")
	typ, optional := strings.CutSuffix(typ, "?")
	number, _ := strconv.ParseUint(text, 0, 64)
	var v val
	switch typ {
	case "null":
	case "string":
		v = str(text)
	case "strings":
		v = val{typ: typeArray | typeString, data: wide(strings.ReplaceAll(text, ",", "\x00"))}
	case "uint16":
		v = val{typ: typeUint16, data: u16(uint16(number))}
	case "uint32":
		v = val{typ: typeUint32, data: u32(uint32(number))}
	case "hex64":
		v = val{typ: typeHex64, data: u64(number)}
	case "binary":
		v = val{typ: typeBinary, data: []byte(text)}
	case "filetime":
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		v = val{typ: typeFileTime, data: u64(uint64(at.UnixNano()/100) + unixSeconds*ticksPerSecond)}
	default:
		t.Fatalf("unknown type %q", typ)
	}
	*vals = append(*vals, v)
	if optional {
		return opt(len(*vals) - 1)
	}
	return sub(len(*vals) - 1)
}
