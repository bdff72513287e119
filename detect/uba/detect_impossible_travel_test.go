// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

func zurich() *place { return &place{Lat: 47.37, Long: 8.54} }
func sydney() *place { return &place{Lat: -33.87, Long: 151.21} }
func geneva() *place { return &place{Lat: 46.20, Long: 6.14} }

func TestTravel(t *testing.T) {
	at := func(p *place, address string, asn int64) act {
		a := success("lea", address)
		a.Place, a.ASN = p, asn
		return a
	}
	home, away := at(zurich(), "198.51.100.1", 1), at(sydney(), "203.0.113.1", 2)
	change := func(a act, do func(a *act)) act { do(&a); return a }
	minutes := func(n int, a act) moment { return moment{time.Duration(n) * time.Minute, a} }
	c := DefaultConfig()
	c.Travel.Egress = []int{64500}
	weak := c
	weak.Travel.Dampened = true
	two := []string{"impossible_travel"}
	laptop := func(a *act) { a.Device = "laptop" }
	for _, test := range []struct {
		name    string
		config  Config
		history []moment
		want    []string
	}{
		{"two continents in half an hour", c, []moment{minutes(0, home), minutes(30, away)}, two},
		{"at the same instant", c, []moment{minutes(0, home), minutes(0, away)}, two},
		{"in two days", c, []moment{minutes(0, home), minutes(48*60, away)}, nil},
		{"a train", c, []moment{minutes(0, home), minutes(1, at(geneva(), "203.0.113.2", 2))}, nil},
		{"the same address, located anew", c, []moment{minutes(0, home), minutes(1, change(away, func(a *act) { a.Address = home.Address }))}, nil},
		{"known only to the continent", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) {
			a.Place = &place{a.Place.Lat, a.Place.Long, 16_200}
		}))}, nil},
		{"a failure", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.OK = false }))}, nil},
		{"a ticket", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.Kind = ticket }))}, nil},
		{"the same network", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.ASN = home.ASN }))}, nil},
		{"the same network, dampened", weak, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.ASN = home.ASN }))}, two},
		{"a proxy", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.Proxy = true }))}, nil},
		{"a proxy, dampened", weak, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.Proxy = true }))}, two},
		{"the organisation's egress between", c, []moment{minutes(0, home), minutes(30, change(away, func(a *act) { a.ASN = 64500 })),
			minutes(40, home)}, nil},
		{"the known device", c, []moment{minutes(0, change(home, laptop)), minutes(24*60, home), minutes(24*60+30, change(away, laptop))}, nil},
		{"a device of today", c, []moment{minutes(0, change(home, laptop)), minutes(30, change(away, laptop))}, two},
		{"there and back again", c, []moment{minutes(0, home), minutes(30, away), minutes(60, home), minutes(90, away)}, two},
		{"and the day after", c, []moment{minutes(0, home), minutes(30, away), minutes(25*60, home), minutes(25*60+30, away)},
			append(two, two...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := found(t, test.config, test.history)
			if d := cmp.Diff(append([]string{}, test.want...), rules(list)); d != "" {
				t.Fatalf("(-want +got)\n%s", d)
			}
			want := event.SeverityHigh
			if test.config.Travel.Dampened {
				want = event.SeverityLow
			}
			if len(list) > 0 && list[0].Severity != want {
				t.Errorf("severity %s, want %s", list[0].Severity, want)
			}
		})
	}
}

// Distances as published for airports, to the kilometre a sphere allows.
func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b *place
		want float64
	}{
		{&place{Lat: 51.4775, Long: -0.4614}, &place{Lat: 40.6399, Long: -73.7787}, 5540},    // LHR-JFK
		{&place{Lat: -33.9461, Long: 151.1772}, &place{Lat: 33.9425, Long: -118.408}, 12050}, // SYD-LAX, over the date line
		{&place{Lat: 90}, &place{Lat: -90}, math.Pi * earthRadius},
		{&place{Lat: 10, Long: 20}, &place{Lat: 10, Long: 20}, 0},
		{&place{Long: 179.9}, &place{Long: -179.9}, 22},
	} {
		if got := distance(test.a, test.b); math.Abs(got-test.want) > 0.005*test.want+1 {
			t.Errorf("%v to %v: %.0f km, want %.0f", *test.a, *test.b, got, test.want)
		}
	}
}
