// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

// daily is three accesses a day to the hosts in turn.
func daily(user, unit string, days int, hosts ...string) []moment {
	var out []moment
	for i := range 3 * days {
		out = append(out, moment{time.Duration(i) * 8 * time.Hour, reach(user, unit, hosts[i%len(hosts)])})
	}
	return out
}

func reach(user, unit, host string) act {
	return act{Kind: signIn, OK: true, User: user, Unit: unit, Domain: "example", Host: host}
}

// inOrder merges histories.
func inOrder(list ...[]moment) []moment {
	all := slices.Concat(list...)
	slices.SortStableFunc(all, func(a, b moment) int { return int(a.at - b.at) })
	return all
}

func TestFirstAccess(t *testing.T) {
	const day = 24 * time.Hour
	sara := daily("sara", "sales", 9, "files", "crm")
	vault := moment{9 * day, reach("sara", "sales", "vault")}
	change := func(m moment, do func(a *act)) []moment { do(&m.act); return []moment{m} }
	small := DefaultConfig()
	small.MaxPerKey, small.Spray.Failures = 16, 16
	var wide, many []moment
	for i := range 20 {
		wide = append(wide, moment{time.Duration(i) * 9 * time.Hour, reach("sara", "sales", fmt.Sprintf("srv%02d", i))})
		many = append(many, moment{9*day + time.Duration(i)*time.Minute, reach("sara", "sales", fmt.Sprintf("srv%02d", i))})
	}
	var crowd []moment
	for i := range commonUsers + 1 {
		crowd = append(crowd, moment{day, reach(fmt.Sprintf("user%03d", i), "other", "vault")})
	}
	first := []string{"first_access"}
	for _, test := range []struct {
		name    string
		config  Config
		history []moment
		want    []string
	}{
		{"after nine days", DefaultConfig(), inOrder(sara, []moment{vault}), first},
		{"the second time", DefaultConfig(), inOrder(sara, []moment{vault, {10 * day, vault.act}}), first},
		{"after five days", DefaultConfig(), inOrder(daily("sara", "sales", 5, "files"), []moment{{5 * day, vault.act}}), nil},
		{"little history", DefaultConfig(), []moment{{0, sara[0].act}, vault}, nil},
		{"denied", DefaultConfig(), inOrder(sara, change(vault, func(a *act) { a.OK = false })), nil},
		{"one peer does so", DefaultConfig(), inOrder(sara, daily("paul", "sales", 9, "vault"), []moment{vault}), first},
		{"two peers do so", DefaultConfig(), inOrder(sara, daily("paul", "sales", 9, "vault"), daily("rene", "sales", 9, "vault"),
			[]moment{vault}), nil},
		{"two of another department do so", DefaultConfig(), inOrder(sara, daily("paul", "board", 9, "vault"), daily("rene", "board", 9, "vault"),
			[]moment{vault}), first},
		{"two of another domain do so", DefaultConfig(), inOrder(sara, change(moment{day, reach("paul", "sales", "vault")}, func(a *act) { a.Domain = "x" }),
			change(moment{day, reach("rene", "sales", "vault")}, func(a *act) { a.Domain = "x" }), []moment{vault}), first},
		{"a country", DefaultConfig(), inOrder(change(sara[0], func(a *act) { a.Country = "CH" }), sara,
			change(moment{9 * day, sara[0].act}, func(a *act) { a.Country = "AQ" })), first},
		{"a country, of which nothing was known", DefaultConfig(), inOrder(sara, change(moment{9 * day, sara[0].act}, func(a *act) { a.Country = "AQ" })), nil},
		{"a country by name and by code", DefaultConfig(), inOrder(change(sara[0], func(a *act) { a.Country = "SWITZERLAND" }), sara,
			change(moment{9 * day, sara[0].act}, func(a *act) { a.Country = "CH" })), nil},
		{"always new ones", DefaultConfig(), inOrder(sara, wide, []moment{vault}), nil},
		{"more than are remembered", small, inOrder(sara, wide, []moment{{20 * day, vault.act}}), nil},
		{"not for a month", DefaultConfig(), inOrder([]moment{{0, vault.act}}, daily("sara", "sales", 40, "files", "crm"), []moment{{40 * day, vault.act}}), first},
		{"half the company does so", DefaultConfig(), inOrder(sara, crowd, []moment{vault}), nil},
		{"twenty in a day", DefaultConfig(), inOrder(sara, many), slices.Repeat(first, 10)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, test.config, test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestRareAccess(t *testing.T) {
	const day = 24 * time.Hour
	team := func(n int, hosts ...string) []moment {
		var out []moment
		for i := range n {
			out = append(out, daily(fmt.Sprintf("peer%02d", i), "sales", 9, hosts...)...)
		}
		return out
	}
	chief := daily("chief", "sales", 9, "vault")
	come := func(host string) []moment {
		return []moment{{9 * day, reach("newbie", "sales", "files")}, {9*day + time.Hour, reach("newbie", "sales", host)}}
	}
	for _, test := range []struct {
		name    string
		history []moment
		want    []string
	}{
		{"one of twelve", inOrder(team(11, "files"), chief, come("vault")), []string{"rare_access"}},
		{"one of nine", inOrder(team(8, "files"), chief, come("vault")), nil},
		{"two of twelve", inOrder(team(10, "files"), chief, daily("deputy", "sales", 9, "vault"), come("vault")), nil},
		{"used by others only", inOrder(team(12, "files"), daily("chief", "board", 9, "vault"), come("vault")), []string{"rare_access"}},
		{"the user's own", inOrder(team(12, "files"), come("pc-newbie")), nil},
		{"new to all", inOrder(team(12, "files"), []moment{{8 * day, reach("chief", "sales", "vault")}}, come("vault")), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, DefaultConfig(), test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// One event that is new in several ways is one finding, with the most telling
// first.
func TestAccessMerged(t *testing.T) {
	home := act{Kind: call, OK: true, User: "ci", Country: "CH", Operation: "ecs:List", Service: "ecs"}
	odd := act{Kind: call, OK: true, User: "ci", Country: "AQ", Operation: "iam:ListUsers", Service: "iam"}
	list := found(t, DefaultConfig(), append(times(30, 0, 8*time.Hour, home), moment{10 * 24 * time.Hour, odd}))
	if len(list) != 1 {
		t.Fatalf("%d findings, want 1", len(list))
	}
	if got := list[0]; got.Severity != event.SeverityMedium || got.Title != "First access of ci: country AQ" {
		t.Errorf("%s, %s", got.Severity, got.Title)
	}
}
