// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"slices"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// BruteForceConfig says when failures and a success are a guessed password.
type BruteForceConfig struct {
	// Failures is how many sign-ins of a user must have failed before the success.
	Failures int `yaml:"failures"`
	// Window is the time before the success in which they count.
	Window time.Duration `yaml:"window"`
}

// DefaultBruteForceConfig returns ten failures within ten minutes.
func DefaultBruteForceConfig() BruteForceConfig {
	return BruteForceConfig{Failures: 10, Window: 10 * time.Minute}
}

// Validate returns an error that names the first wrong setting.
func (c BruteForceConfig) Validate() error {
	if err := between("failures", c.Failures, 2, 4096); err != nil {
		return err
	}
	return between("window", c.Window, time.Second, 24*time.Hour)
}

// bruteForce finds a success after many failures of one user, whatever
// addresses they came from. A success from an address or device that the user
// had signed in from before the first failure is no finding: that is the user,
// mistyping or under an attack that has not got through.
type bruteForce struct {
	*table[*guesses]
	config BruteForceConfig
	rule   event.Analytic
}

// guesses is what is remembered of a user.
type guesses struct {
	Failures []attempt  `json:"failures,omitempty"`
	Known    []sighting `json:"known,omitempty"` // addresses and devices of successes
}

// maxKnown is how many addresses and devices of a user are remembered.
const maxKnown = 16

// knownFor is how long they are.
const knownFor = 30 * 24 * time.Hour

func newBruteForce(c Config) *bruteForce {
	horizon := int64(max(c.BruteForce.Window, knownFor))
	return &bruteForce{
		table:  newTable(c.MaxUsers, c.MaxPerKey+maxKnown, horizon, func() *guesses { return new(guesses) }),
		config: c.BruteForce,
		rule:   bruteForceRule(),
	}
}

func bruteForceRule() event.Analytic {
	return analytic("brute_force_success", "Sign-in after many failed ones")
}

func (g *guesses) size() int { return len(g.Failures) + len(g.Known) }

func (g *guesses) fit(per int) {
	g.Failures = tidy(g.Failures, per-maxKnown)
	g.Known = tidySightings(g.Known, maxKnown)
}

func (d *bruteForce) name() string { return "brute_force" }

func (d *bruteForce) by() keyKind { return byUser }

func (d *bruteForce) wants(a *act) bool { return a.Kind == signIn || a.Kind == ticket }

func (d *bruteForce) observe(f *fact, out *detect.Results) {
	d.update(f.Key, f.Time, func(g *guesses) {
		g.Failures = since(g.Failures, d.now-int64(d.config.Window))
		if !f.OK {
			g.Failures = insert(g.Failures, attempt{Time: f.Time, Who: f.Address, Of: f.Of}, d.per-maxKnown)
			return
		}
		failed := within(g.Failures, f.Time-int64(d.config.Window), f.Time)
		if len(failed) >= d.config.Failures && !g.known(f, failed[0].Time) {
			out.Findings = append(out.Findings, d.verdict(f, failed).finding(f))
			g.Failures = nil
			return // whoever guessed it does not become known
		}
		g.Known = see(g.Known, f.Address, f.Time, maxKnown)
		g.Known = see(g.Known, f.Device, f.Time, maxKnown)
	})
}

// known reports whether the user had signed in from there before time.
func (g *guesses) known(f *fact, time int64) bool {
	return seenBefore(g.Known, f.Address, time) || seenBefore(g.Known, f.Device, time)
}

func (d *bruteForce) verdict(f *fact, failed []attempt) verdict {
	from := distinct(failed)
	message := fmt.Sprintf("%d sign-ins of %s failed within %s, from %s; then one succeeded%s",
		len(failed), f.User, span(f.Time-failed[0].Time), plural(len(from), "address", "addresses"), f.whence())
	return verdict{
		rule: d.rule, severity: event.SeverityHigh, attacks: []string{"T1110.001"},
		title:   "Password of " + f.User + " probably guessed",
		message: message + ", from where the user had not signed in before",
		entity:  "user " + f.Account, window: failed[0].Time,
		evidence: slices.Clone(failed),
	}
}

// whence says where the act came from, if anything is known.
func (a *act) whence() string {
	switch {
	case a.Address != "" && a.Country != "":
		return " from " + a.Address + " (" + a.Country + ")"
	case a.Address != "":
		return " from " + a.Address
	default:
		return ""
	}
}
