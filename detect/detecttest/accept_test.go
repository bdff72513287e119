// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detecttest

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
	"strings"
	"testing"

	"gambeson/detect"
	"gambeson/detect/scenario"
	"gambeson/event"
)

// lines reads records "SECONDS USER WHAT".
type lines struct{}

func (lines) NewEvent() *event.Event { return event.New(event.NewFields()) }

func (lines) Records(s scenario.Source) ([]scenario.Record, error) {
	var out []scenario.Record
	for line := range bytes.Lines(s.Data) {
		out = append(out, scenario.Record{Source: s.Name, Number: len(out) + 1, Raw: bytes.TrimSpace(line)})
	}
	return out, nil
}

func (lines) Read(e *event.Event, r scenario.Record) error {
	e.Reset(r.Raw)
	e.Source, e.Record = r.Source, r.Number
	e.ID = event.PositionID("", r.Source, "", uint64(r.Number))
	var seconds int64
	_, err := fmt.Sscan(string(r.Raw), &seconds)
	e.Time = seconds * 1e9
	return err
}

// flawed finds users with an "ok" after a "fail", with a flaw.
type flawed struct {
	flaw   string
	failed map[string]bool
	late   int
}

func (*flawed) Name() string { return "flawed" }
func (r *flawed) Inspector() detect.Inspector {
	return &inspector{flaw: r.flaw, failed: map[string]bool{}}
}

type inspector struct {
	flaw   string
	failed map[string]bool
	seen   int
}

func (i *inspector) Inspect(e *event.Event, out *detect.Results) {
	words := strings.Fields(string(e.Raw()))
	user, what := words[1], words[2]
	i.seen++
	switch {
	case i.flaw == "keeps state in its inspector":
		if i.failed[user] && what == "ok" {
			out.Findings = append(out.Findings, finding(event.EvidenceOf(e), e.Time, ""))
		}
		i.failed[user] = i.failed[user] || what == "fail"
		return
	case i.flaw == "counts copies" && what == "ok":
		out.Findings = append(out.Findings, finding(event.EvidenceOf(e), e.Time, fmt.Sprint(i.seen)))
	}
	out.Observations = append(out.Observations, detect.Observation{
		Room: "flawed", Key: user, Time: e.Time, Of: event.EvidenceOf(e), Data: []byte(`"` + what + `"`),
	})
}

func finding(of event.Evidence, at int64, message string) *event.Finding {
	return &event.Finding{
		ID: event.FindingID("flawed", "1", of.Event), Analytic: event.Analytic{UID: "flawed"}, Message: message,
		First: at, Last: at, Evidence: []event.Evidence{of},
	}
}

func (r *flawed) Observe(o detect.Observation, out *detect.Results) {
	if o.Late {
		r.late++
	}
	failed := r.failed[o.Key]
	switch string(o.Data) {
	case `"fail"`:
		r.failed[o.Key] = true
	case `"ok"`:
		if failed {
			message := ""
			if r.flaw == "forgets in a snapshot what was late" {
				message = fmt.Sprint(r.late)
			}
			out.Findings = append(out.Findings, finding(o.Of, o.Time, message))
		}
	}
}

func (r *flawed) Snapshot(w io.Writer) error {
	if r.flaw == "loses its state in a snapshot" {
		return nil
	}
	return gob.NewEncoder(w).Encode(r.failed)
}

func (r *flawed) Restore(from io.Reader) error {
	if r.flaw == "loses its state in a snapshot" {
		return nil
	}
	r.failed = nil
	return gob.NewDecoder(from).Decode(&r.failed)
}

func (r *flawed) Held() int { return len(r.failed) }

func (r *flawed) Cap() int {
	if r.flaw == "exceeds its cap" {
		return 1
	}
	return 100
}

// told is a test that keeps what it is told, and goes on behind what would end it only by panicking.
type told struct {
	testing.TB
	errors []string
}

func (t *told) Helper() {}
func (t *told) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}
func (t *told) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (t *told) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// history has three users; days of it make what is delivered at random late.
func history() *scenario.Scenario {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "%d user%d %s\n", 1_772_442_000+i*100, i%3, []string{"ok", "fail", "other", "ok"}[i%4])
	}
	return &scenario.Scenario{Sources: []scenario.Source{{Name: "in.log", Data: []byte(b.String())}}}
}

// judge returns what the acceptance test says of a room with that flaw.
func judge(t *testing.T, flaw string) (said string) {
	t.Helper()
	newRoom := New(func(map[string][]byte) (scenario.Reader, detect.Room, error) {
		return lines{}, &flawed{flaw: flaw, failed: map[string]bool{}}, nil
	})
	s, tb := history(), &told{TB: t}
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	records, err := lines{}.Records(s.Sources[0])
	if err != nil {
		t.Fatal(err)
	}
	plain := newRoom.deliver(tb, s, records, -1)
	if len(plain) == 0 {
		t.Errorf("a room that %q finds nothing", flaw)
	}
	newRoom.permute(tb, s, lines{}, records, text(plain))
	return strings.Join(tb.errors, "\n")
}

// TestAcceptRefuses: each flaw is told, and a room without one passes.
func TestAcceptRefuses(t *testing.T) {
	for flaw, want := range map[string]string{
		"":                                    "",
		"keeps state in its inspector":        "other findings",
		"counts copies":                       "other findings",
		"loses its state in a snapshot":       "other findings",
		"forgets in a snapshot what was late": "beyond the lateness",
		"exceeds its cap":                     "its cap is 1",
	} {
		if said := judge(t, flaw); !strings.Contains(said, want) || (want == "") != (said == "") {
			t.Errorf("a room that %q: told %.600q, want %q", flaw, said, want)
		}
	}
}
