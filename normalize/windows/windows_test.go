// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New, "MSWinEventLog", "NXLOG", "14506") }

// open returns the format, and an event over its fields and those named.
func open(t testing.TB, names ...string) (*Format, *event.Event) {
	t.Helper()
	f := event.NewFields()
	x := New(f)
	for _, n := range names {
		f.Native(n)
	}
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	return x, event.New(f)
}

// read reads a record of either syntax.
func read(t testing.TB, x *Format, e *event.Event, record string) {
	t.Helper()
	n, err := normalize.New([]normalize.Format{x}, "")
	if err != nil {
		t.Fatal(err)
	}
	e.Reset([]byte(record))
	if err := n.Normalize(e); err != nil {
		t.Fatalf("%s: %v", record, err)
	}
}

func values(e *event.Event, name string) []string {
	var out []string
	for v := e.Get(e.Fields().Lookup(name)); v.Exists(); v = v.Next() {
		out = append(out, string(v.Text()))
	}
	return out
}

func TestClaim(t *testing.T) {
	x, e := open(t)
	for _, tt := range []struct {
		name, record string
		want         normalize.Confidence
	}{
		{"export", `{"Event":{"System":{"EventID":1}}}`, normalize.Sure},
		{"winlogbeat 7", `{"winlog":{"event_id":1}}`, normalize.Sure},
		{"winlogbeat 6", `{"event_id":1,"log_name":"Security"}`, normalize.Sure},
		{"winlogbeat 6 with user data", `{"event_id":1,"user_data":{}}`, normalize.Sure},
		{"flat", `{"EventID":1,"Channel":"Security","Hostname":"h"}`, normalize.Sure},
		{"flat with the product", `{"EventID":1,"product":"windows"}`, normalize.Sure},
		{"flat with a channel only", `{"EventID":1,"Channel":"Security"}`, normalize.Likely},
		{"snare in a message", `{"message":"<13> h MSWinEventLog\t1"}`, normalize.Sure},
		{"an id alone", `{"EventID":1,"Hostname":"h"}`, normalize.No},
		{"an id that is no number or text", `{"EventID":true,"Channel":"Security","Hostname":"h"}`, normalize.No},
		{"another agent's message", `{"message":"a line","product":"windows"}`, normalize.No},
		{"ECS", `{"@timestamp":"2026-03-02T08:14:07Z","event":{"code":"1"},"host":{"name":"h"}}`, normalize.No},
		{"CloudTrail", `{"eventVersion":"1.08","eventName":"GetObject","eventSource":"s3.amazonaws.com"}`, normalize.No},
		{"snare", "<13>Mar  2 09:14:07 h MSWinEventLog\t1", normalize.Sure},
		{"nxlog", `<14>1 2026-03-02T09:14:07Z h a 4 - [NXLOG@14506 EventType="x" EventID="4"] m`, normalize.Sure},
		{"syslog", "<13>Mar  2 09:14:07 h sshd[1]: Accepted password for root", normalize.No},
		{"nothing", "", normalize.No},
	} {
		e.Reset([]byte(tt.record))
		if len(tt.record) > 0 && tt.record[0] == '{' {
			if err := e.ParseJSON(); err != nil {
				t.Fatal(err)
			}
		}
		if got := x.Claim(e); got != tt.want {
			t.Errorf("%s: confidence %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestSecondNames(t *testing.T) {
	const record = `{"EventID":1116,"Channel":"Microsoft-Windows-Windows Defender/Operational","Hostname":"h","Threat Name":"T",` +
		`"Path":"file:_C:\\a","NewProcessName":"n.exe","ParentProcessName":"p.exe","param1":"one","param2":"two","Severity":"WARNING"}`
	x, e := open(t, "ThreatName", "Threat_Name", "Signature")
	read(t, x, e, record)
	for name, want := range map[string][]string{
		"ThreatName": {"T"}, "Threat_Name": {"T"}, "Signature": {"T"}, "Filename": {"file:_C:\\a"}, "Image": {"n.exe"},
		"ParentImage": {"p.exe"}, "Data": {"one", "two"}, "Computer": {"h"}, "ComputerName": {"h"}, "Level": {"3"},
	} {
		if d := cmp.Diff(want, values(e, name)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestHeader(t *testing.T) {
	at := func(s string) int64 {
		u, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return u.UnixNano()
	}
	const nxlog = `{"EventID":4624,"Channel":"SECURITY","SourceName":"p","Hostname":"h","EventTime":"2026-03-02 09:14:07"`
	x, e := open(t)
	for _, tt := range []struct {
		name, record string
		channel      string
		time         string
	}{
		{"zone from the receipt", nxlog + `,"EventReceivedTime":"2026-03-02 09:14:09","@timestamp":"2026-03-02T03:44:10.5Z"}`, Security, "2026-03-02T03:44:07Z"},
		{"zone west", nxlog + `,"EventReceivedTime":"2026-03-02 09:14:09","@timestamp":"2026-03-02T14:14:08Z"}`, Security, "2026-03-02T14:14:07Z"},
		{"no quarter of an hour", nxlog + `,"EventReceivedTime":"2026-03-02 09:14:09","@timestamp":"2026-03-02T03:50:10Z"}`, Security, "2026-03-02T09:14:07Z"},
		{"no receipt", nxlog + `,"@timestamp":"2026-03-02T03:44:10Z"}`, Security, "2026-03-02T09:14:07Z"},
		{"a zone of its own", `{"EventID":1,"Channel":"x","SourceName":"p","EventTime":"2026-03-02T09:14:07+02:00","EventReceivedTime":"2026-03-02 09:14:09","@timestamp":"2026-03-02T03:44:10Z"}`, "x", "2026-03-02T07:14:07Z"},
		{"only a timestamp", `{"EventID":1,"Channel":"x","SourceName":"p","@timestamp":"2026-03-02T03:44:10Z"}`, "x", "2026-03-02T03:44:10Z"},
		{"Sysmon without a channel", `{"EventID":1,"ProcessGuid":"{g}","UtcTime":"2026-03-02 08:14:07.118"}`, Sysmon, "2026-03-02T08:14:07.118Z"},
		{"provider without a channel", `{"EventID":4624,"SourceName":"Microsoft-Windows-Security-Auditing","Hostname":"h"}`, Security, "1970-01-01T00:00:00Z"},
		{"data about another channel", `{"winlog":{"user_data":{"Channel":"Application"},"event_id":104,"channel":"System"},"@timestamp":"2026-03-02T03:44:10Z"}`, System, "2026-03-02T03:44:10Z"},
	} {
		read(t, x, e, tt.record)
		if e.Channel != tt.channel {
			t.Errorf("%s: channel %q, want %q", tt.name, e.Channel, tt.channel)
		}
		if want := at(tt.time); e.Time != want {
			t.Errorf("%s: time %v, want %v", tt.name, time.Unix(0, e.Time).UTC(), tt.time)
		}
	}
}

// TestImitatedLabel shows that a command line that imitates the labels behind
// it hides none of them.
func TestImitatedLabel(t *testing.T) {
	x, e := open(t)
	record := `{"EventID":4688,"Channel":"Security","Hostname":"h","Message":"A new process has been created.\r\n\r\nCreator Subject:\r\n` +
		`\tAccount Name:\t\tm.weber\r\n\r\nProcess Information:\r\n\tNew Process Name:\tC:\\a.exe\r\n\tProcess Command Line:\ta.exe   New Process Name:  C:\\b.exe\r\n"}`
	read(t, x, e, record)
	for name, want := range map[string][]string{
		"SubjectUserName": {"m.weber"}, "NewProcessName": {`C:\a.exe`, `C:\b.exe`}, "Image": {`C:\a.exe`, `C:\b.exe`},
		"CommandLine": {"a.exe"},
	} {
		if d := cmp.Diff(want, values(e, name)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	x, e := open(t)
	n, err := normalize.New([]normalize.Format{x}, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, record := range benchRecords() {
		raw := []byte(record)
		if got := testing.AllocsPerRun(100, func() {
			e.Reset(raw)
			if err := n.Normalize(e); err != nil {
				t.Fatal(err)
			}
		}); got > 0 {
			t.Errorf("%s: %v allocations a record", name, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, r := range benchRecords() {
		f.Add([]byte(r))
	}
	f.Add([]byte(`{"Event":{"System":{"EventID":{"#text":"7045"}},"EventData":{"Data":[{"@Name":"a","#text":"b"},"c"]},"UserData":{"x":{"y":[1,{"z":2}]}}}}`))
	f.Add([]byte(`{"EventID":4688,"Channel":"Security","Hostname":"h","StringInserts":["a","b"],"Message":"Subject:\r\n\tAccount Name:\t\tx"}`))
	f.Add([]byte(`<14>1 2026-03-02T09:14:07Z h a 4 - [NXLOG@14506 EventType="\"\]" EventID="4"] m`))
	x, e := open(f)
	n, err := normalize.New([]normalize.Format{x}, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if err := n.Normalize(e); err != nil {
			if e.Root().Exists() && !errors.Is(err, normalize.ErrUnknownFormat) {
				t.Errorf("a tree is left after %v", err)
			}
			return
		}
		if out := e.AppendOCSF(nil); !json.Valid(out) {
			t.Errorf("not JSON: %s", out)
		}
	})
}
