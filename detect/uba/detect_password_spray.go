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

// SprayConfig says when one source that fails with many users attacks.
type SprayConfig struct {
	// Users is how many different users must have failed from the address.
	Users int `yaml:"users"`
	// Failures is how many failures from the address are an attack too, if of fewer users.
	Failures int `yaml:"failures"`
	// Window is the time before the success in which they count.
	Window time.Duration `yaml:"window"`
	// Share is the least share of the failing users among all users at the address: many people behind one address also
	// mistype, but most of them sign in.
	Share float64 `yaml:"share"`
}

// DefaultSprayConfig returns ten users, or twenty failures, within an hour,
// eight of ten users failing.
func DefaultSprayConfig() SprayConfig {
	return SprayConfig{Users: 10, Failures: 20, Window: time.Hour, Share: 0.8}
}

// Validate returns an error that names the first wrong setting.
func (c SprayConfig) Validate() error {
	for _, err := range []error{
		between("users", c.Users, 2, 4096), between("failures", c.Failures, 2, 4096),
		between("window", c.Window, time.Second, 24*time.Hour), between("share", c.Share, 0, 1),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// spray finds a success from an address from which many users, or few users
// many times, had failed. Guessing at the one user that then succeeds is the
// business of bruteForce.
type spray struct {
	*table[*source]
	config   SprayConfig
	guess    BruteForceConfig
	rule     event.Analytic
	guessing event.Analytic
}

// source is what is remembered of an address.
type source struct {
	Failures  []attempt `json:"failures,omitempty"`
	Successes []attempt `json:"successes,omitempty"`
}

func newSpray(c Config) *spray {
	return &spray{
		table:  newTable(c.MaxAddresses, 2*c.MaxPerKey, int64(c.Spray.Window), func() *source { return new(source) }),
		config: c.Spray, guess: c.BruteForce,
		rule:     analytic("password_spray_success", "Sign-in from a source of password spraying"),
		guessing: bruteForceRule(),
	}
}

func (s *source) size() int { return len(s.Failures) + len(s.Successes) }

func (s *source) fit(per int) {
	s.Failures, s.Successes = tidy(s.Failures, per/2), tidy(s.Successes, per/2)
}

func (d *spray) name() string { return "spray" }

func (d *spray) by() keyKind { return byAddress }

func (d *spray) wants(a *act) bool { return (a.Kind == signIn || a.Kind == ticket) && a.Address != "" }

func (d *spray) observe(f *fact, out *detect.Results) {
	d.update(f.Key, f.Time, func(s *source) {
		from := d.now - int64(d.config.Window)
		s.Failures, s.Successes = since(s.Failures, from), since(s.Successes, from)
		x := attempt{Time: f.Time, Who: f.Account, Of: f.Of}
		if !f.OK {
			s.Failures = insert(s.Failures, x, d.per/2)
			return
		}
		if v, ok := d.judge(s, f); ok {
			out.Findings = append(out.Findings, v.finding(f))
		}
		s.Successes = insert(s.Successes, x, d.per/2)
	})
}

// judge looks at the first success of a user in the window.
func (d *spray) judge(s *source, f *fact) (verdict, bool) {
	from := f.Time - int64(d.config.Window)
	succeeded := distinct(within(s.Successes, from, f.Time))
	if slices.Contains(succeeded, f.Account) {
		return verdict{}, false
	}
	failures := within(s.Failures, from, f.Time)
	failed := distinct(failures)
	all := len(distinct(failures, within(s.Successes, from, f.Time)))
	if float64(len(failed)) < d.config.Share*float64(all) {
		return verdict{}, false
	}
	v := verdict{
		severity: event.SeverityHigh,
		message: fmt.Sprintf("%d sign-ins of %s from %s failed within %s, %s succeeded; then %s signed in from there",
			len(failures), plural(len(failed), "user", "users"), f.Address, span(f.Time-first0(failures, f.Time)),
			plural(len(succeeded), "user", "users"), f.User),
		entity: "address " + f.Address + " user " + f.Account, window: first0(failures, f.Time),
		evidence: slices.Clone(failures),
	}
	own := 0
	for _, x := range failures {
		if x.Who == f.Account {
			own++
		}
	}
	switch {
	case len(failed) >= d.config.Users:
		v.rule, v.attacks = d.rule, []string{"T1110.003"}
		v.title = "Password spraying from " + f.Address + " got into the account of " + f.User
	case len(failures) >= d.config.Failures && own < d.guess.Failures:
		v.rule, v.attacks = d.guessing, []string{"T1110.001"}
		v.title = "Password guessing from " + f.Address + " got into the account of " + f.User
	default:
		return verdict{}, false
	}
	return v, true
}

// first0 returns the time of the first of list, or otherwise.
func first0(list []attempt, otherwise int64) int64 {
	if len(list) == 0 {
		return otherwise
	}
	return list[0].Time
}
