// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// programTo is a program that writes to out as a pipe or a terminal.
func programTo(out io.Writer, f format, terminal bool) *program {
	return &program{
		Env: Env{
			Stdout: out, Stderr: io.Discard, StdoutTerminal: terminal,
			LookupEnv: func(string) (string, bool) { return "", false },
		},
		output: f,
	}
}

func TestRows(t *testing.T) {
	type host struct {
		Name string `json:"name"`
		Note string `json:"note"`
	}
	hosts := []host{{"web-1", "a<b"}, {"db\x1b[31m", "x,y"}}
	for _, tt := range []struct {
		name     string
		format   format
		terminal bool
		hosts    []host
		want     string
	}{
		{"a terminal gets a table without escapes", "", true, hosts, "NAME        NOTE\nweb-1       a<b\ndb\\x1b[31m  x,y\n"},
		{"a pipe gets NDJSON", "", false, hosts, `{"name":"web-1","note":"a<b"}` + "\n" + `{"name":"db\u001b[31m","note":"x,y"}` + "\n"},
		{"json is one document", formatJSON, true, hosts, "[\n" + `{"name":"web-1","note":"a<b"},` + "\n" + `{"name":"db\u001b[31m","note":"x,y"}` + "\n]\n"},
		{"csv quotes", formatCSV, true, hosts[:1], "name,note\nweb-1,a<b\n"},
		{"nothing as json", formatJSON, false, nil, "[]\n"},
		{"nothing as ndjson", formatNDJSON, false, nil, ""},
		{"nothing as a table", formatTable, false, nil, "NAME  NOTE\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			r, err := programTo(&out, tt.format, tt.terminal).rows("name", "note")
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range tt.hosts {
				if err := r.write(h, h.Name, h.Note); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.close(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, out.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestRowsReportWriteErrors(t *testing.T) {
	for _, f := range []format{formatTable, formatJSON, formatNDJSON, formatCSV} {
		r, err := programTo(failing{}, f, false).rows("name")
		if err == nil {
			err = errors.Join(r.write("x", "x"), r.close())
		}
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: a failed write is not reported: %v", f, err)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain, ünïcode 日本", "plain, ünïcode 日本"},
		{"a\x1b]0;title\x07b", `a\x1b]0;title\x07b`},
		{"line\r\nline\t", `line\x0d\x0aline\x09`},
		{"invoice\u202egnp.exe", `invoice\u202egnp.exe`}, // turns the direction of writing
		{"zero\u200bwidth", `zero\u200bwidth`},
		{"c1\u009b31m", `c1\x9b31m`},
		{"bad\xff", `bad\ufffd`},
	} {
		if got := printable(tt.in); got != tt.want {
			t.Errorf("printable(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
