// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/detect"
)

// What is late is judged by what was known at its time, and takes its place
// in the memory; it moves nothing back.
func TestLate(t *testing.T) {
	c := DefaultConfig()
	c.Travel.Again = 0
	home, away := success("lea", "198.51.100.1"), success("lea", "203.0.113.1")
	home.Place, away.Place = zurich(), sydney()
	hour := func(h int, a act) moment { return moment{time.Duration(h) * time.Hour, a} }
	prompt := act{Kind: challenge, MFA: denied, User: "nils"}
	for _, test := range []struct {
		name    string
		history []moment
		want    []string
	}{
		{"a journey", []moment{hour(10, home), hour(12, home), hour(9, away), hour(13, home)}, []string{"impossible_travel"}},
		{"failures before a success", slices.Concat(times(5, 5*time.Minute, time.Second, failure("mara", "203.0.113.1")),
			times(5, time.Minute, time.Second, failure("mara", "203.0.113.1")), []moment{{6 * time.Minute, success("mara", "203.0.113.1")}}),
			[]string{"brute_force_success"}},
		{"a success before the failures", append(times(10, 5*time.Minute, time.Second, failure("mara", "203.0.113.1")),
			moment{time.Minute, success("mara", "203.0.113.1")}), nil},
		{"a spray before a success", append(sprayed(10, 0, failure), moment{-time.Minute, success("mara", "203.0.113.1")}), nil},
		{"prompts", slices.Concat(times(3, 5*time.Minute, time.Second, prompt), times(2, 4*time.Minute, time.Second, prompt),
			[]moment{{6 * time.Minute, prompt}}), []string{"mfa_fatigue"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, c, test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestCaps: one user, or very many, never take more than their share.
func TestCaps(t *testing.T) {
	c := DefaultConfig()
	c.MaxUsers, c.MaxAddresses, c.MaxPerKey = 2, 2, 16
	c.Spray.Failures = 16
	var history []moment
	for i := range 400 {
		a := act{
			Kind: signIn, OK: i%2 == 0, MFA: []mfa{prompted, denied}[i%2], User: fmt.Sprintf("user%d", i/100), Address: fmt.Sprintf("192.0.2.%d", i/40),
			Device: fmt.Sprint("d", i), Host: fmt.Sprint("h", i), Service: fmt.Sprint("s", i), Operation: fmt.Sprint("o", i), Place: zurich(),
		}
		history = append(history, moment{time.Duration(i) * time.Millisecond, a})
	}
	r := newRoom(t, c)
	list := observations(t, c, history)
	for i := range list {
		r.Observe(list[i], new(detect.Results))
		for _, d := range r.detectors {
			if d.held() > d.cap() {
				t.Fatalf("observation %d: %s holds %d, its cap is %d", i, d.name(), d.held(), d.cap())
			}
		}
	}
	for _, d := range r.detectors {
		checkIndex(t, d)
		if d.held() < d.cap()/2 {
			t.Errorf("%s holds %d of %d: the test does not reach the cap", d.name(), d.held(), d.cap())
		}
	}
}

// checkIndex checks that the index over the profiles has what they have.
func checkIndex(t *testing.T, d detector) {
	t.Helper()
	a, ok := d.(*access)
	if !ok {
		return
	}
	index := 0
	for _, users := range a.peers.users {
		index += len(users)
	}
	if index != a.items || len(a.peers.group) != len(a.rows) {
		t.Errorf("the index has %d links of %d users, the profiles %d of %d", index, len(a.peers.group), a.items, len(a.rows))
	}
}

// What is older than the window is forgotten, and so is who was idle for it.
func TestForget(t *testing.T) {
	r := newRoom(t, DefaultConfig())
	history := inOrder([]moment{{0, reach("sara", "sales", "vault")}, {0, reach("paul", "sales", "vault")}}, daily("sara", "sales", 40, "files"))
	for _, o := range observations(t, DefaultConfig(), history) {
		r.Observe(o, new(detect.Results))
	}
	for _, d := range r.detectors {
		checkIndex(t, d)
		if a, ok := d.(*access); ok && (len(a.rows) != 1 || a.items != 1) {
			t.Errorf("%d users with %d links are left, want sara and the files", len(a.rows), a.items)
		}
	}
}

// What happens at one tenant says nothing about another's users.
func TestTenants(t *testing.T) {
	c := nervous()
	history := append(times(8, 0, time.Second, failure("mara", "203.0.113.1")), moment{time.Minute, success("mara", "203.0.113.1")})
	for _, split := range []bool{false, true} {
		r := newRoom(t, c)
		var out detect.Results
		for _, o := range observations(t, c, history) {
			o.Tenant = "one"
			if split && o.Of.Record == len(history) {
				o.Tenant = "two"
			}
			r.Observe(o, &out)
		}
		if got := len(out.Findings) > 0; got == split {
			t.Errorf("tenants apart %v: findings %v", split, rules(out.Findings))
		}
	}
}
