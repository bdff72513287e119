// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"slices"

	"gambeson/event"
)

// prompts reads what events say of second factors. OCSF has an attribute for
// the factor, but none for what became of a prompt; so the sources that tell
// it are read by their own fields:
//
//   - Okta: system.push.send_factor_verify_push is a prompt that was sent,
//     user.mfa.okta_verify.deny_push one that was refused, and
//     user.authentication.auth_via_mfa what became of it;
//   - Entra ID: the error codes of [MFAFatigueConfig] mean that the second
//     factor failed; a success with more than one factor was approved;
//   - any other: an authentication whose factor is a push or a call.
type prompts struct {
	eventType, result, code, status, factor, isMFA event.Slot

	deniedCodes []string
}

func newPrompts(f *event.Fields, c MFAFatigueConfig) prompts {
	return prompts{
		eventType: f.Native("eventType"), result: f.Native("outcome.result"),
		code: f.OCSF("status_code"), status: f.OCSF("status_id"), factor: f.OCSF("auth_factors.factor_type_id"), isMFA: f.OCSF("is_mfa"),
		deniedCodes: c.DeniedCodes,
	}
}

// OCSF's auth_factor.factor_type_id of factors that prompt the user.
const (
	factorCall = 3
	factorPush = 5
)

// read reports whether e is about a second factor alone.
func (p *prompts) read(e *event.Event, a *act) bool {
	if e.Format == "okta" {
		return p.okta(e, a)
	}
	status, _ := e.Get(p.status).Int()
	if status == statusFailure && slices.Contains(p.deniedCodes, text(e, p.code)) {
		a.Kind, a.MFA = challenge, denied
		return true
	}
	push := false
	for v := e.Get(p.factor); v.Exists(); v = v.Next() {
		n, _ := v.Int()
		push = push || n == factorPush || n == factorCall
	}
	switch {
	case status == statusSuccess && (push || e.Get(p.isMFA).Bool()):
		a.MFA = approved // and a sign-in
	case status == statusFailure && push && !e.Has(p.code):
		a.Kind, a.MFA = challenge, denied
		return true
	}
	return false
}

func (p *prompts) okta(e *event.Event, a *act) bool {
	switch text(e, p.eventType) {
	case "system.push.send_factor_verify_push":
		a.MFA = prompted
	case "user.mfa.okta_verify.deny_push", "user.mfa.okta_verify.deny_push_upgrade_needed":
		a.MFA = denied
	case "user.authentication.auth_via_mfa":
		a.MFA = denied
		if text(e, p.result) == "SUCCESS" {
			a.MFA = approved
		}
	default:
		return false
	}
	a.Kind = challenge
	return true
}
