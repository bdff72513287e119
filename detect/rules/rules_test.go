// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package rules_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/app/roomtest"
	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/detect/scenario"
	"gambeson/event"
	"gambeson/sigma"
)

// reader reads Windows events as flat JSON, the one shape that the scenarios
// here are written in: formats are tested where they are.
type reader struct {
	fields *event.Fields
	shape  *event.Shape
}

func (r *reader) NewEvent() *event.Event { return event.New(r.fields) }

func (r *reader) Read(e *event.Event, x scenario.Record) error {
	e.Reset(x.Raw)
	if err := e.ParseJSON(); err != nil {
		return err
	}
	e.BindShape(r.shape)
	e.ID = event.PositionID("", x.Source, "", uint64(x.Number))
	e.Source, e.Record = x.Source, x.Number
	t, err := time.Parse(time.RFC3339, string(e.Root().Child("EventTime").Text()))
	if err != nil {
		return err
	}
	e.Time = t.UnixNano()
	if channel := e.Root().Child("Channel"); channel.Exists() {
		id, _ := e.Root().Child("EventID").Int()
		e.Format, e.Channel, e.EventID = "windows", string(channel.Text()), uint32(id)
	}
	return nil
}

// newRoom makes a room of rules given as files.
func newRoom(t *testing.T, fields *event.Fields, files map[string][]byte, c rules.Config) (*rules.Room, error) {
	t.Helper()
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var all []*sigma.Rule
	for _, name := range names {
		set := sigma.Parse(name, files[name], sigma.Options{})
		if set.Failed() {
			t.Fatal(set.Problems)
		}
		all = append(all, set.Rules...)
	}
	return rules.New(rules.Deps{Rules: all, Fields: fields, Log: slog.New(slog.DiscardHandler)}, c)
}

func TestAccept(t *testing.T) { roomtest.Accept(t, "rules") }

const oneRule = `title: Certutil
id: 9e1d3a5c-7a02-4a57-8a44-64d3c6c37c0b
level: LEVEL
tags: [attack.t1140, attack.t1140, attack.t1059.001, attack.execution, cve.2021-44228]
logsource: {product: windows}
detection:
  sel:
    Image|endswith: '\certutil.exe'
    CommandLine|contains: ['x"', evil]
  nobody:
    User: null
  condition: sel and not nobody
`

const oneRecord = `{"Channel":"Security","EventID":4688,"EventTime":"2026-03-02T09:14:07Z","Image":"C:\\certutil.exe","CommandLine":"x\"\u0007","User":"u"}`

// inspect runs one rule of a level over one record.
func inspect(t *testing.T, level string, c rules.Config) []*event.Finding {
	t.Helper()
	fields := event.NewFields()
	r := &reader{fields: fields, shape: fields.Shape()}
	room, err := newRoom(t, fields, map[string][]byte{"r.yml": []byte(strings.Replace(oneRule, "LEVEL", level, 1))}, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := r.NewEvent()
	if err := r.Read(e, scenario.Record{Source: "s", Number: 7, Raw: []byte(oneRecord)}); err != nil {
		t.Fatal(err)
	}
	var out detect.Results
	room.Inspector().Inspect(e, &out)
	return out.Findings
}

func TestFinding(t *testing.T) {
	found := inspect(t, "critical", rules.DefaultConfig())
	if len(found) != 1 {
		t.Fatalf("%d findings, want 1", len(found))
	}
	f := found[0]
	if f.Severity != event.SeverityCritical || f.Title != "Certutil" || f.Analytic.UID != "9e1d3a5c-7a02-4a57-8a44-64d3c6c37c0b" {
		t.Errorf("finding %+v", f)
	}
	if d := cmp.Diff([]event.Attack{{Technique: "T1140"}, {Technique: "T1059.001"}}, f.Attacks); d != "" {
		t.Errorf("attacks (-want +got):\n%s", d)
	}
	if want := `Image is "C:\\certutil.exe", CommandLine is "x\"\a".`; f.Message != want {
		t.Errorf("message %s, want %s", f.Message, want)
	}
	if len(f.Evidence) != 1 || f.Evidence[0].Record != 7 || f.Evidence[0].Source != "s" {
		t.Errorf("evidence %+v", f.Evidence)
	}
	if again := inspect(t, "critical", rules.DefaultConfig()); again[0].ID != f.ID {
		t.Error("the same rule and event have another id")
	}
	if other := inspect(t, "high", rules.DefaultConfig()); other[0].ID == f.ID {
		t.Error("another version of the rule has the same id")
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name, level string
		config      rules.Config
		want        int
	}{
		{"default", "low", rules.DefaultConfig(), 1},
		{"below the level", "low", rules.Config{MinLevel: "medium"}, 0},
		{"at the level", "medium", rules.Config{MinLevel: "medium"}, 1},
		{"disabled", "high", rules.Config{MinLevel: "low", Disabled: []string{"9e1d3a5c-7a02-4a57-8a44-64d3c6c37c0b"}}, 0},
		{"by the event's fields", "high", rules.Config{MinLevel: "low", LogSourceFields: true}, 1},
	} {
		if got := len(inspect(t, c.level, c.config)); got != c.want {
			t.Errorf("%s: %d findings, want %d", c.name, got, c.want)
		}
	}
	if err := (rules.Config{MinLevel: "hihg"}).Validate(); err == nil {
		t.Error("an unknown level is valid")
	}
}
