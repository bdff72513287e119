// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import "time"

// sprayPasswords tries one password with many accounts, few times each.
func sprayPasswords(p *plan, at int64) {
	from := intruder()
	tried := p.rng.Perm(len(p.people) - 1)[:44]
	for _, i := range tried {
		p.oktaEvent(at, signIn{who: p.people[i], from: from, event: "user.session.start", message: "User login to Okta", result: "FAILURE", reason: "INVALID_CREDENTIALS",
			device: intruderDevice, agent: firefox})
		at += 3e9 + p.rng.Int64N(2e9)
	}
}

const intruderDevice = "f3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// pesterVictim has the right password of one person, and sends prompts until
// the person gives in.
func pesterVictim(p *plan, at int64) {
	from, who := intruder(), p.victim
	mobile := who.home
	for range 7 {
		p.oktaEvent(at, signIn{who: who, from: from, event: "system.push.send_factor_verify_push", message: "A push was sent to a user for verification", result: "SUCCESS",
			factor: "OKTA_VERIFY_PUSH", device: intruderDevice, agent: firefox})
		p.oktaEvent(at+11e9, signIn{who: who, from: mobile, event: "user.mfa.okta_verify.deny_push", message: "User rejected Okta push verify", result: "FAILURE", mobile: true})
		at = p.soon(at+20e9, 9*time.Second)
	}
	p.oktaEvent(at, signIn{who: who, from: from, event: "system.push.send_factor_verify_push", message: "A push was sent to a user for verification", result: "SUCCESS",
		factor: "OKTA_VERIFY_PUSH", device: intruderDevice, agent: firefox})
	p.oktaEvent(at+8e9, signIn{who: who, from: from, event: "user.authentication.auth_via_mfa", message: "Authentication of user via MFA", result: "SUCCESS",
		factor: "OKTA_VERIFY_PUSH", device: intruderDevice, agent: firefox})
}

// signInElsewhere starts a session far from where the person is.
func signInElsewhere(p *plan, at int64) {
	s := signIn{who: p.victim, from: intruder(), event: "user.session.start", message: "User login to Okta", result: "SUCCESS", device: intruderDevice, agent: firefox}
	p.oktaEvent(at, s)
	s.event, s.message = "user.authentication.sso", "User single sign on to app"
	for _, app := range []string{"Mail", "Wiki", "Build Server", "AWS Account Federation"} {
		at = p.soon(at+9e9, 40*time.Second)
		s.app = app
		p.oktaEvent(at, s)
	}
}

// enrolFactor gives the account a second factor that the intruder holds, and
// takes away the person's own.
func enrolFactor(p *plan, at int64) {
	s := signIn{who: p.victim, from: intruder(), event: "user.mfa.factor.activate", message: "Activate factor for user", result: "SUCCESS", factor: "OKTA_VERIFY_PUSH",
		device: intruderDevice, agent: firefox}
	p.oktaEvent(at, s)
	s.event, s.message = "user.mfa.factor.deactivate", "Reset factor for user"
	p.oktaEvent(at+41e9, s)
}
