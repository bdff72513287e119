// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalizetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// flawed reads "user=… host=…", with a flaw.
type flawed struct {
	flaw   string
	status event.Slot
	reads  *int
}

func (flawed) Info() normalize.Info {
	return normalize.Info{Name: "flawed", Vendor: "Nobody", Product: "Flaw"}
}
func (flawed) Claim(*event.Event) normalize.Confidence { return normalize.Likely }

func (f flawed) Read(e *event.Event) error {
	user, host, ok := bytes.Cut(bytes.TrimPrefix(e.Raw(), []byte("user=")), []byte(" host="))
	switch {
	case !ok && f.flaw == "panics on what is cut off":
		panic("index out of range")
	case !ok && f.flaw != "accepts anything":
		return normalize.ErrMalformed
	}
	e.Class, e.Activity, e.Severity = 0, 0, event.SeverityInformational
	e.Time = 1772442001e9
	*f.reads++
	e.BeginObject(nil)
	e.AddString([]byte("user"), user)
	switch f.flaw {
	case "loses a value":
	case "differs the second time":
		e.AddString([]byte("host"), host)
		e.AddInt([]byte("n"), int64(*f.reads))
	default:
		e.AddString([]byte("host"), host)
	}
	e.End()
	if f.flaw == "writes what is not OCSF" {
		e.SetInt(f.status, 12345)
	}
	return nil
}

// told is a test that keeps what it is told.
type told struct {
	testing.TB
	errors []string
}

func (t *told) Helper() {}

func (t *told) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

// judge runs the records of one scenario and returns all that Accept would say.
func judge(t *testing.T, flaw string) (said string) {
	t.Helper()
	registry, err := ocsf.Load()
	if err != nil {
		t.Fatal(err)
	}
	fields := event.NewFields()
	f := flawed{flaw: flaw, status: fields.OCSF("status_id"), reads: new(int)}
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	s := scenario{format: f, fields: fields, registry: registry, syntax: []string{"user", "host"}}
	tb := &told{TB: t}
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint("panic: ", r)
		}
	}()
	var out bytes.Buffer
	s.read(tb, txtar.File{Name: "in.log", Data: []byte("user=mira host=web1\n")}, &out)
	s.refuse(tb, txtar.File{Name: "bad.log", Data: []byte("nothing of the kind\n")})
	return strings.Join(tb.errors, "\n")
}

// TestAcceptRefuses: each flaw is told, and a format without one passes.
func TestAcceptRefuses(t *testing.T) {
	for flaw, want := range map[string]string{
		"":                          "",
		"loses a value":             `lost ["web1"]`,
		"differs the second time":   "read again",
		"writes what is not OCSF":   "is not OCSF",
		"panics on what is cut off": "panic: ",
		"accepts anything":          "was read",
	} {
		if said := judge(t, flaw); !strings.Contains(said, want) || (want == "") != (said == "") {
			t.Errorf("a format that %s: told %q, want %q", flaw, said, want)
		}
	}
}

func TestLost(t *testing.T) {
	const out = `{"unmapped":{"a":"one two","n":12345678901234567890,"cmd":"id -u","yes":true}}`
	for in, want := range map[string]string{
		`{"a":"one","n":12345678901234567890,"yes":true}`: "",
		`{"a":"one","b":"three"}`:                         "b three",
		`<13>Mar  2 08:00:01 web1 one #011two`:            "",
		`msg a=6964002D75`:                                "",
		`one 6964002D76`:                                  "6964002D76",
	} {
		if got := strings.Join(lost([]byte(in), []byte(out), []string{"msg"}), " "); got != want {
			t.Errorf("%s: lost %q, want %q", in, got, want)
		}
	}
}
