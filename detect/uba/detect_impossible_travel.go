// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// TravelConfig says what travel is impossible, and what explains it.
type TravelConfig struct {
	// Speed is the speed, in km/h, above which nobody travels.
	Speed float64 `yaml:"speed"`
	// Distance is the least distance, in km, that is looked at: addresses are located badly.
	Distance float64 `yaml:"distance"`
	// Radius is the accuracy radius of a place, in km, where the source gives none. It is taken off the distance at both ends.
	Radius float64 `yaml:"radius"`
	// Egress are autonomous systems through which the organisation's users reach the internet: VPN, proxy and hosting
	// providers. An address there says nothing about where the user is.
	Egress []int `yaml:"egress"`
	// DeviceAge is how long before the sign-in a user must have signed in with a device for it to be known.
	DeviceAge time.Duration `yaml:"device_age"`
	// Again is how long after a finding on a user no other is made.
	Again time.Duration `yaml:"again"`
	// Dampened also reports travel that a proxy or the same network explains, with low severity.
	Dampened bool `yaml:"dampened"`
}

// DefaultTravelConfig returns 1,000 km/h, somewhat above what airliners do,
// over at least 500 km, with places known to 100 km.
func DefaultTravelConfig() TravelConfig {
	return TravelConfig{Speed: 1000, Distance: 500, Radius: 100, DeviceAge: 24 * time.Hour, Again: 24 * time.Hour}
}

// Validate returns an error that names the first wrong setting.
func (c TravelConfig) Validate() error {
	for _, err := range []error{
		between("speed", c.Speed, 1, 100_000), between("distance", c.Distance, 1, 20_000), between("radius", c.Radius, 0, 20_000),
		between("device_age", c.DeviceAge, 0, 365*24*time.Hour), between("again", c.Again, 0, 365*24*time.Hour),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// travel finds successive sign-ins of a user from places further apart than
// anyone travels in the time between. A known device, or an egress of the
// organisation, explains it; a proxy, or the same network at both ends, makes
// it weak.
type travel struct {
	*table[*whereabouts]
	config TravelConfig
	rule   event.Analytic
}

// whereabouts is what is remembered of a user.
type whereabouts struct {
	Last     *fix       `json:"last,omitempty"`
	Devices  []sighting `json:"devices,omitempty"`
	Reported int64      `json:"reported,omitempty"`
}

// A fix is where a user was.
type fix struct {
	attempt
	Place   place  `json:"place"`
	ASN     int64  `json:"asn,omitempty"`
	Country string `json:"country,omitempty"`
}

func newTravel(c Config) *travel {
	return &travel{
		table:  newTable(c.MaxUsers, 1+maxKnown, int64(knownFor), func() *whereabouts { return new(whereabouts) }),
		config: c.Travel,
		rule:   analytic("impossible_travel", "Sign-ins too far apart"),
	}
}

func (w *whereabouts) size() int {
	if w.Last == nil {
		return len(w.Devices)
	}
	return len(w.Devices) + 1
}

func (w *whereabouts) fit(int) { w.Devices = tidySightings(w.Devices, maxKnown) }

func (d *travel) name() string { return "travel" }

func (d *travel) by() keyKind { return byUser }

func (d *travel) wants(a *act) bool { return a.Kind == signIn && a.OK && a.Place != nil }

func (d *travel) observe(f *fact, out *detect.Results) {
	d.update(f.Key, f.Time, func(w *whereabouts) {
		explained := seenBefore(w.Devices, f.Device, f.Time-int64(d.config.DeviceAge)+1)
		w.Devices = see(w.Devices, f.Device, f.Time, maxKnown)
		if slices.Contains(d.config.Egress, int(f.ASN)) {
			return
		}
		here := &fix{attempt{Time: f.Time, Who: f.Address, Of: f.Of}, *f.Place, f.ASN, f.Country}
		was := w.Last
		if was == nil || was.Time <= f.Time {
			w.Last = here
		}
		if was == nil || explained || was.Who == f.Address {
			return
		}
		severity := d.severity(was, f)
		if v, ok := d.judge(was, f); ok && severity > 0 && (w.Reported == 0 || f.Time-w.Reported > int64(d.config.Again)) {
			v.severity = severity
			w.Reported = f.Time
			out.Findings = append(out.Findings, v.finding(f))
		}
	})
}

// severity weighs what might explain the travel; 0 is no finding.
func (d *travel) severity(was *fix, f *fact) event.Severity {
	switch {
	case !f.Proxy && (f.ASN == 0 || f.ASN != was.ASN):
		return event.SeverityHigh
	case d.config.Dampened:
		return event.SeverityLow
	default:
		return 0
	}
}

// judge compares the places.
func (d *travel) judge(was *fix, f *fact) (verdict, bool) {
	far := distance(&was.Place, f.Place) - d.radius(&was.Place) - d.radius(f.Place)
	took := f.Time - was.Time
	if took < 0 {
		took = -took // a late observation
	}
	speed := far / max(time.Duration(took).Hours(), 1.0/3600)
	if far < d.config.Distance || speed <= d.config.Speed {
		return verdict{}, false
	}
	return verdict{
		rule: d.rule, attacks: []string{"T1078"}, title: "Impossible travel of " + f.User,
		message: fmt.Sprintf("%s signed in from %s%s and, within %s, from %s%s: at least %.0f km apart, %.0f km/h",
			f.User, was.Who, in(was.Country), span(took), f.Address, in(f.Country), far, math.Round(speed)),
		entity: "user " + f.Account, window: was.Time,
		evidence: []attempt{was.attempt},
	}, true
}

func (d *travel) radius(p *place) float64 {
	if p.Radius > 0 {
		return p.Radius
	}
	return d.config.Radius
}

func in(country string) string {
	if country == "" {
		return ""
	}
	return " (" + country + ")"
}
