// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBruteForce(t *testing.T) {
	const (
		theirs = "198.51.100.1"
		other  = "203.0.113.1"
	)
	c := DefaultConfig()
	c.Access.Learn = 365 * 24 * time.Hour // not asked here
	c.Access.Window = c.Access.Learn
	hour := time.Hour
	withDevice := success("mara", other)
	withDevice.Device = "laptop"
	ticketed := failure("mara", other)
	ticketed.Kind = ticket
	known := moment{0, success("mara", theirs)}
	for _, test := range []struct {
		name    string
		history []moment
		want    []string
	}{
		{"ten failures", append(times(10, hour, time.Second, failure("mara", other)), moment{hour + time.Minute, success("mara", other)}),
			[]string{"brute_force_success"}},
		{"of tickets", append(times(10, hour, time.Second, ticketed), moment{hour + time.Minute, success("mara", other)}),
			[]string{"brute_force_success"}},
		{"nine failures", append(times(9, hour, time.Second, failure("mara", other)), moment{hour + time.Minute, success("mara", other)}), nil},
		{"too slow", append(times(10, hour, 2*time.Minute, failure("mara", other)), moment{hour + 20*time.Minute, success("mara", other)}), nil},
		{"of another user", append(times(10, hour, time.Second, failure("tom", other)), moment{hour + time.Minute, success("mara", other)}), nil},
		{"from the known address", slices.Concat([]moment{known}, times(10, hour, time.Second, failure("mara", theirs)),
			[]moment{{hour + time.Minute, success("mara", theirs)}}), nil},
		{"the user meanwhile, then the attacker", slices.Concat([]moment{known}, times(10, hour, time.Second, failure("mara", other)),
			[]moment{{hour + time.Minute, success("mara", theirs)}, {hour + 2*time.Minute, success("mara", other)}}),
			[]string{"brute_force_success"}},
		{"with the known device", slices.Concat([]moment{{0, withDevice}}, times(10, hour, time.Second, failure("mara", theirs)),
			[]moment{{hour + time.Minute, withDevice}}), nil},
		{"known only since the failures", slices.Concat(times(5, hour, time.Second, failure("mara", other)),
			[]moment{{hour + 10*time.Second, success("mara", other)}}, times(5, hour+20*time.Second, time.Second, failure("mara", other)),
			[]moment{{hour + time.Minute, success("mara", other)}}), []string{"brute_force_success"}},
		{"the attacker guesses the next password, too", slices.Concat(
			times(10, hour, time.Second, failure("mara", other)), []moment{{hour + time.Minute, success("mara", other)}},
			times(10, 2*hour, time.Second, failure("mara", other)), []moment{{2*hour + time.Minute, success("mara", other)}}),
			[]string{"brute_force_success", "brute_force_success"}},
		{"the attacker again", append(times(10, hour, time.Second, failure("mara", other)),
			moment{hour + time.Minute, success("mara", other)}, moment{hour + 2*time.Minute, success("mara", other)}),
			[]string{"brute_force_success"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, c, test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestBruteForceFinding(t *testing.T) {
	history := append(times(70, 0, time.Second, failure("mara", "203.0.113.1")), moment{75 * time.Second, success("mara", "203.0.113.9")})
	list := found(t, DefaultConfig(), history)
	if len(list) != 1 {
		t.Fatalf("%d findings, want 1", len(list))
	}
	f := list[0]
	if len(f.Evidence) != maxEvidence || f.Evidence[maxEvidence-1].Record != 71 {
		t.Errorf("%d events, the last %v; want %d, record 71 last", len(f.Evidence), f.Evidence[len(f.Evidence)-1], maxEvidence)
	}
	if f.First != begin() || f.Last != begin()+75e9 {
		t.Errorf("spans %d to %d, want all failures", f.First-begin(), f.Last-begin())
	}
	for _, want := range []string{"70 sign-ins of mara failed within 1m15s", "from 1 address", "203.0.113.9"} {
		if !strings.Contains(f.Message, want) {
			t.Errorf("message %q does not say %q", f.Message, want)
		}
	}
}
