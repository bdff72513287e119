// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// MFAFatigueConfig says how many prompts are too many.
type MFAFatigueConfig struct {
	// Prompts is how many prompts must be refused or stay without an answer.
	Prompts int `yaml:"prompts"`
	// Window is the time in which they count.
	Window time.Duration `yaml:"window"`
	// DeniedCodes are the status codes that say that the second factor was refused or not answered.
	DeniedCodes []string `yaml:"denied_codes"`
}

// DefaultMFAFatigueConfig returns five prompts within a quarter of an hour,
// and the error codes of Entra ID.
func DefaultMFAFatigueConfig() MFAFatigueConfig {
	return MFAFatigueConfig{Prompts: 5, Window: 15 * time.Minute, DeniedCodes: []string{"500121"}}
}

// Validate returns an error that names what is wrong.
func (c MFAFatigueConfig) Validate() error {
	return errors.Join(between("prompts", c.Prompts, 2, 4096), between("window", c.Window, time.Second, 24*time.Hour))
}

// mfaFatigue finds users who are sent prompts until they give in. Whoever
// sends them has the password. The finding is made with the prompt that is one
// too many, and another one when a prompt is approved after that.
type mfaFatigue struct {
	*table[*pestered]
	config   MFAFatigueConfig
	rule     event.Analytic
	approval event.Analytic
}

// pestered is what is remembered of a user.
type pestered struct {
	Prompts []attempt `json:"prompts,omitempty"`
	// Reported is when the window of the last finding ends.
	Reported int64 `json:"reported,omitempty"`
}

// The marks of prompts that do not count: sent, and answered since.
const answered = "answered"

func newMFAFatigue(c Config) *mfaFatigue {
	return &mfaFatigue{
		table:    newTable(c.MaxUsers, c.MaxPerKey, int64(c.MFAFatigue.Window), func() *pestered { return new(pestered) }),
		config:   c.MFAFatigue,
		rule:     analytic("mfa_fatigue", "Many refused prompts for a second factor"),
		approval: analytic("mfa_fatigue_approved", "A second factor approved after many refused prompts"),
	}
}

func (p *pestered) size() int { return len(p.Prompts) }

func (p *pestered) fit(per int) { p.Prompts = tidy(p.Prompts, per) }

func (d *mfaFatigue) name() string { return "mfa_fatigue" }

func (d *mfaFatigue) by() keyKind { return byUser }

func (d *mfaFatigue) wants(a *act) bool { return a.MFA != "" }

func (d *mfaFatigue) observe(f *fact, out *detect.Results) {
	d.update(f.Key, f.Time, func(p *pestered) {
		p.Prompts = since(p.Prompts, d.now-int64(d.config.Window))
		if f.MFA != prompted {
			p.answer(f.Time)
		}
		if f.MFA != approved {
			x := attempt{Time: f.Time, Who: f.Address, Mark: string(f.MFA), Of: f.Of}
			p.Prompts = insert(p.Prompts, x, d.per)
		}
		refused := p.refused(f, int64(d.config.Window))
		switch {
		case len(refused) < d.config.Prompts:
		case f.MFA == approved:
			out.Findings = append(out.Findings, d.approved(f, refused).finding(f))
			p.Prompts = nil
		case f.Time > p.Reported:
			p.Reported = f.Time + int64(d.config.Window)
			out.Findings = append(out.Findings, d.pestering(f, refused, p.asked()).finding(f))
		}
	})
}

// answer marks the newest prompt that was sent before time as answered.
func (p *pestered) answer(time int64) {
	for i, x := range slices.Backward(p.Prompts) {
		if x.Time <= time && x.Mark == string(prompted) {
			p.Prompts[i].Mark = answered
			return
		}
	}
}

// refused returns the prompts up to f that count: refused ones, and those that
// were sent and not answered. One sent just now may still be.
func (p *pestered) refused(f *fact, window int64) []attempt {
	var out []attempt
	for _, x := range within(p.Prompts, f.Time-window, f.Time) {
		fresh := x.Mark == string(prompted) && x.Of.Event == f.Of.Event
		if x.Mark != answered && !fresh {
			out = append(out, x)
		}
	}
	return out
}

// asked says where the newest prompt was asked for, if that is known: who
// refuses one does so on another device.
func (p *pestered) asked() string {
	for _, x := range slices.Backward(p.Prompts) {
		if x.Mark != string(denied) && x.Who != "" {
			return ", asked for from " + x.Who
		}
	}
	return ""
}

func (d *mfaFatigue) pestering(f *fact, refused []attempt, asked string) verdict {
	return verdict{
		rule: d.rule, severity: event.SeverityHigh, attacks: []string{"T1621"},
		title: "Prompts for a second factor pester " + f.User,
		message: fmt.Sprintf("%d prompts for a second factor of %s were refused or not answered within %s%s: the password is known to whoever sends them",
			len(refused), f.User, span(f.Time-refused[0].Time), asked),
		entity: "user " + f.Account, window: refused[0].Time,
		evidence: others(refused, f),
	}
}

func (d *mfaFatigue) approved(f *fact, refused []attempt) verdict {
	return verdict{
		rule: d.approval, severity: event.SeverityCritical, attacks: []string{"T1621"},
		title: "Pestered with prompts, " + f.User + " approved one",
		message: fmt.Sprintf("%d prompts for a second factor of %s were refused or not answered within %s, then one was approved%s",
			len(refused), f.User, span(f.Time-refused[0].Time), f.whence()),
		entity: "user " + f.Account, window: refused[0].Time,
		evidence: others(refused, f),
	}
}

// others returns the attempts that are not f itself.
func others(list []attempt, f *fact) []attempt {
	return slices.DeleteFunc(slices.Clone(list), func(x attempt) bool { return x.Of.Event == f.Of.Event })
}
