// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// begin is when the histories of tests begin: on a Monday at midnight.
func begin() int64 { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixNano() }

// A moment is an act at a time after begin.
type moment struct {
	at time.Duration
	act
}

// observations makes what an inspector would of the moments.
func observations(tb testing.TB, c Config, history []moment) []detect.Observation {
	tb.Helper()
	var out []detect.Observation
	for i, m := range history {
		if m.Account == "" {
			m.Account = m.User
		}
		data, err := json.Marshal(&m.act)
		if err != nil {
			tb.Fatal(err)
		}
		var wanted [keyKinds]bool
		for _, d := range detectors(c) {
			wanted[d.by()] = wanted[d.by()] || d.wants(&m.act)
		}
		for kind, ok := range wanted {
			if ok {
				out = append(out, detect.Observation{
					Room: Name, Key: m.act.key(keyKind(kind)), Time: begin() + int64(m.at), Part: kind, Data: data,
					Of: event.Evidence{Event: event.NewID("event", strconv.Itoa(i)), Source: "history", Record: i + 1},
				})
			}
		}
	}
	return out
}

func newRoom(tb testing.TB, c Config) *Room {
	tb.Helper()
	r, err := New(Deps{Fields: event.NewFields()}, c)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// found returns what a fresh room finds in the history, which is in order.
func found(t *testing.T, c Config, history []moment) []*event.Finding {
	t.Helper()
	r := newRoom(t, c)
	var out detect.Results
	for _, o := range observations(t, c, history) {
		r.Observe(o, &out)
	}
	return out.Findings
}

// rules lists what found the findings, without the room's prefix.
func rules(findings []*event.Finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, f.Analytic.UID[len("gambeson.uba."):])
	}
	return out
}

// times is n moments, every apart from at on.
func times(n int, at, every time.Duration, a act) []moment {
	var out []moment
	for i := range n {
		out = append(out, moment{at + time.Duration(i)*every, a})
	}
	return out
}

func failure(user, address string) act {
	return act{Kind: signIn, User: user, Address: address}
}

func success(user, address string) act {
	return act{Kind: signIn, OK: true, User: user, Address: address}
}
