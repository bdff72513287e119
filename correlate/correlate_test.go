// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"gambeson/cases"
	"gambeson/event"
)

// script is findings and sessions, one a line, and which case each finding goes
// to:
//
//	AT RULE ENTITY… -> CASE [took CASE…]
//	AT session ENTITY…
//
// AT is minutes. An entity is user=, actor=, host=, src=, dst=, workload=,
// resource=, account=, file=. Cases are named by the number of the finding that
// opened them, from 1.
func run(t *testing.T, c *Correlator, script string) {
	t.Helper()
	names, n := map[event.ID]string{}, 0
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		input, want, _ := strings.Cut(line, " -> ")
		words := strings.Fields(input)
		at := int64(0)
		if _, err := fmt.Sscan(words[0], &at); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		at *= int64(time.Minute)
		entities := parseEntities(t, words[2:])
		if words[1] == "session" {
			c.Session(&Session{Tenant: "acme", Time: at, Entities: entities})
			continue
		}
		n++
		f := newFinding(n, words[1], at, entities)
		names[f.ID] = fmt.Sprint(n)
		step := c.Finding(f)
		got := names[step.Case]
		for i, id := range step.Merges {
			if i == 0 {
				got += " took"
			}
			got += " " + names[id]
		}
		if got != want || step.Opens != (step.Case == f.ID) {
			t.Errorf("%s: got %q (%+v)", line, got, step.Links)
		}
	}
}

func newFinding(n int, rule string, at int64, entities []event.FindingEntity) *event.Finding {
	return &event.Finding{ID: event.NewID("test", fmt.Sprint(n)), Tenant: "acme", Analytic: event.Analytic{UID: rule}, First: at, Last: at, Entities: entities}
}

func parseEntities(t testing.TB, words []string) []event.FindingEntity {
	t.Helper()
	kinds := map[string]event.FindingEntity{
		"user": {Kind: event.User, Role: event.Target}, "actor": {Kind: event.User, Role: event.Actor}, "host": {Kind: event.Host, Role: event.Device},
		"src": {Kind: event.Address, Role: event.Source}, "dst": {Kind: event.Address, Role: event.Destination},
		"workload": {Kind: event.Workload, Role: event.Target}, "resource": {Kind: event.CloudResource, Role: event.Target},
		"account": {Kind: event.CloudResource, Role: event.Account}, "file": {Kind: event.File, Role: event.Target},
	}
	var out []event.FindingEntity
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		e, ok := kinds[name]
		if !ok {
			t.Fatalf("entity %q", w)
		}
		e.Value = strings.ReplaceAll(value, "_", " ")
		out = append(out, e)
	}
	return out
}

func newTest(t testing.TB, change func(*Config)) *Correlator {
	t.Helper()
	config := DefaultConfig()
	if change != nil {
		change(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestScenarios(t *testing.T) {
	for name, script := range map[string]string{
		"a user over sources": `
			0 r1 user=alice@corp.example src=198.51.100.7 -> 1
			5 r2 actor=CORP\Alice host=ws1 -> 1
			6 r3 actor=arn:aws:sts::123:assumed-role/Ops/alice account=123 -> 1
			7 r3 actor=bob account=123 -> 4`,
		"a host by its first label": `
			0 r1 host=WS1.corp.example -> 1
			1 r2 host=ws1 -> 1
			2 r3 actor=ws1$ -> 1
			3 r4 src=10.0.0.1 host=ws2 -> 4`,
		"addresses in their one form": `
			0 r1 src=::ffff:10.0.0.1 -> 1
			1 r2 dst=10.0.0.1 -> 1`,
		"workloads and resources": `
			0 r1 workload=payments -> 1
			1 r2 workload=payments resource=arn:aws:s3:::b -> 1
			2 r3 resource=arn:aws:s3:::b -> 1`,
		"what everybody has links nothing": `
			0 r1 user=SYSTEM host=a -> 1
			1 r2 user=system host=b -> 2
			2 r3 user=root src=127.0.0.1 host=c -> 3
			3 r4 user=NT_AUTHORITY\whoever src=::1 host=d -> 4
			4 r5 user=S-1-5-18 src=8.8.8.8 host=e -> 5
			5 r6 user=1000 src=169.254.1.1 host=f -> 6
			6 r7 user=1000 src=169.254.1.1 host=g file=/bin/sh -> 7
			7 r8 user=- file=/bin/sh host=localhost -> 8`,
		"a link merges into the older": `
			0 r1 user=alice -> 1
			1 r2 host=ws1 -> 2
			2 r3 src=10.0.0.1 -> 3
			3 r4 user=alice host=ws1 src=10.0.0.1 -> 1 took 2 3
			4 r5 src=10.0.0.1 -> 1
			5 r6 host=ws1 -> 1`,
		"merges of merges": `
			0 r1 user=a -> 1
			1 r1 user=b -> 2
			2 r1 user=c -> 3
			3 r1 user=c user=b -> 2 took 3
			4 r1 user=a user=c -> 1 took 2
			5 r1 user=b -> 1`,
		"the window": `
			0 r1 user=alice -> 1
			1439 r1 user=alice -> 1
			2880 r1 user=alice -> 3
			2881 r1 user=alice -> 3`,
		"late findings": `
			2000 r1 user=alice -> 1
			1000 r1 user=alice -> 1
			0 r1 user=alice -> 1`,
		"the same again where nothing links": `
			0 r1 user=root file=/tmp/x -> 1
			1 r1 file=/tmp/x user=root -> 1
			2 r2 user=root file=/tmp/x -> 3
			3 r1 user=root file=/tmp/y -> 4`,
		"a session says who an id was": `
			0 r1 user=alice host=ws1 -> 1
			1 r2 user=adm src=10.0.0.9 host=fs1 -> 2
			2 session user=alice src=10.0.0.9 host=build01
			2 session user=alice user=1001 host=build01
			3 r3 actor=1001 host=build01 -> 1 took 2`,
		"a session of somebody else says nothing": `
			0 r1 user=alice -> 1
			1 session user=alice user=1001 host=build01
			2 r2 actor=1002 host=build01 -> 2
			3 r3 actor=1001 host=build02 -> 3`,
		"a session is forgotten": `
			0 r1 user=alice -> 1
			1 session user=alice user=1001 host=build01
			800 r2 actor=1001 host=build01 -> 2`,
		"a session that comes later": `
			0 r1 user=alice -> 1
			2 session user=alice user=1001 host=build01
			1 r2 actor=1001 host=build01 -> 2`,
	} {
		t.Run(name, func(t *testing.T) { run(t, newTest(t, nil), script) })
	}
}

func TestHubs(t *testing.T) {
	few := func(c *Config) { c.MaxFanout = 2 }
	for name, script := range map[string]string{
		"a proxy's address": `
			0 r1 user=a src=10.0.0.1 -> 1
			1 r1 user=b src=10.0.0.1 -> 1
			2 r1 user=c src=10.0.0.1 -> 1
			3 r1 user=d src=10.0.0.1 -> 4
			4 r1 user=e src=10.0.0.1 -> 5
			5 r1 user=d -> 4`,
		"known from sessions": `
			0 session user=a host=x src=10.0.0.1
			0 session user=b host=x src=10.0.0.1
			0 session user=c host=x src=10.0.0.1
			1 r1 user=a src=10.0.0.1 -> 1
			2 r1 user=b src=10.0.0.1 -> 2`,
		"the host on which it happened, where there is nothing else": `
			0 r1 user=a host=jump -> 1
			1 r1 user=b host=jump -> 1
			2 r1 user=c host=jump -> 1
			3 r1 user=d host=jump -> 4
			4 r2 user=SYSTEM host=jump -> 1`,
		"quiet for longer than the window": `
			0 r1 user=a src=10.0.0.1 -> 1
			1 r1 user=b src=10.0.0.1 -> 1
			2 r1 user=c src=10.0.0.1 -> 1
			9000 r1 user=d src=10.0.0.1 -> 4
			9001 r1 user=e src=10.0.0.1 -> 4`,
	} {
		t.Run(name, func(t *testing.T) { run(t, newTest(t, few), script) })
	}
}

func TestMaxSpan(t *testing.T) {
	short := func(c *Config) { c.MaxSpan = 2 * c.Window }
	run(t, newTest(t, short), `
		0 r1 user=a -> 1
		1000 r1 user=a -> 1
		2000 r1 user=a -> 1
		2900 r1 user=a -> 4
		3000 r1 user=a -> 4`)
}

func TestTenantsNeverMeet(t *testing.T) {
	c := newTest(t, nil)
	entities := parseEntities(t, []string{"user=alice", "src=10.0.0.1", "host=ws1"})
	a, b := newFinding(1, "r", 0, entities), newFinding(2, "r", 0, entities)
	b.Tenant = "other"
	c.Finding(a)
	if step := c.Finding(b); !step.Opens {
		t.Errorf("a finding of another tenant joined: %+v", step)
	}
}

func TestLinksSayWhy(t *testing.T) {
	c := newTest(t, nil)
	first := newFinding(1, "r", 0, parseEntities(t, []string{"user=alice"}))
	c.Finding(first)
	step := c.Finding(newFinding(2, "r", 0, parseEntities(t, []string{`user=CORP\Alice`, "host=ws1"})))
	want := cases.Link{Kind: event.User, Value: `CORP\Alice`, Case: first.ID}
	if len(step.Links) != 1 || step.Links[0] != want {
		t.Errorf("links %+v, want %+v", step.Links, want)
	}
}

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Error(err)
	}
	for key, change := range map[string]func(*Config){
		"window":         func(c *Config) { c.Window = 0 },
		"max_span":       func(c *Config) { c.MaxSpan = time.Hour },
		"session_window": func(c *Config) { c.SessionWindow = -1 },
		"max_fanout":     func(c *Config) { c.MaxFanout = 0 },
		"max_entities":   func(c *Config) { c.MaxEntities = 0 },
		"max_hosts":      func(c *Config) { c.MaxHosts = -1 },
		"max_sessions":   func(c *Config) { c.MaxSessions = 1 << 20 },
		"stop_users":     func(c *Config) { c.StopUsers = []string{"["} },
		"stop_addresses": func(c *Config) { c.StopAddresses = []string{"x"} },
	} {
		c := DefaultConfig()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), key+":") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	c := newTest(t, nil)
	run(t, c, `0 r1 user=alice -> 1`)
	var before bytes.Buffer
	if err := c.Snapshot(&before); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"", "{}", `{"correlator":99}`, `{"correlator":1}` + "\nx", `{"correlator":1}` + "\n{}", `{"correlator":1}` + "\n" + `{"entity":{"case":7}}`, `{"correlator":1}` + "\n" + `{"case":{"seq":3}}`} {
		if err := c.Restore(strings.NewReader(s)); err == nil {
			t.Errorf("%q was restored", s)
		}
	}
	var after bytes.Buffer
	if err := c.Snapshot(&after); err != nil || !bytes.Equal(before.Bytes(), after.Bytes()) {
		t.Errorf("refused snapshots left:\n%s", after.String())
	}
}
