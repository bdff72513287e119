// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMFAFatigue(t *testing.T) {
	prompt := func(m mfa) act { return act{Kind: challenge, MFA: m, User: "nils"} }
	sent := func(n int) []moment { return times(n, 0, time.Minute, prompt(prompted)) }
	refused := func(n int, at time.Duration) []moment { return times(n, at, time.Minute, prompt(denied)) }
	approve := func(at time.Duration) []moment { return []moment{{at, prompt(approved)}} }
	whole := success("nils", "")
	whole.MFA = approved
	for _, test := range []struct {
		name    string
		history []moment
		want    []string
	}{
		{"five refused", refused(5, 0), []string{"mfa_fatigue"}},
		{"many refused", refused(12, 0), []string{"mfa_fatigue"}},
		{"four refused", refused(4, 0), nil},
		{"five in an hour", times(5, 0, 15*time.Minute, prompt(denied)), nil},
		{"approved at last", slices.Concat(refused(5, 0), approve(6*time.Minute)), []string{"mfa_fatigue", "mfa_fatigue_approved"}},
		{"approved by a sign-in as a whole", slices.Concat(refused(5, 0), []moment{{6 * time.Minute, whole}}),
			[]string{"mfa_fatigue", "mfa_fatigue_approved"}},
		{"approved twice", slices.Concat(refused(5, 0), approve(6*time.Minute), approve(7*time.Minute)),
			[]string{"mfa_fatigue", "mfa_fatigue_approved"}},
		{"approved an hour later", slices.Concat(refused(5, 0), approve(time.Hour)), []string{"mfa_fatigue"}},
		{"five left alone: the sixth shows it", sent(6), []string{"mfa_fatigue"}},
		{"the fifth may yet be answered", sent(5), nil},
		{"the answer to the last is no refusal", slices.Concat(sent(5), approve(5*time.Minute)), nil},
		{"a refusal and its prompt count once", slices.Concat(sent(4), refused(1, 4*time.Minute)), nil},
		{"a day later again", slices.Concat(refused(5, 0), refused(5, 24*time.Hour)), []string{"mfa_fatigue", "mfa_fatigue"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, DefaultConfig(), test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// Whoever refuses a prompt is not who asked for it.
func TestMFAFatigueMessage(t *testing.T) {
	ask := act{Kind: challenge, MFA: prompted, User: "nils", Address: "203.0.113.7"}
	refuse := act{Kind: challenge, MFA: denied, User: "nils", Address: "198.51.100.1"}
	list := found(t, DefaultConfig(), inOrder(times(5, 0, time.Minute, ask), times(5, time.Second, time.Minute, refuse)))
	if len(list) != 1 {
		t.Fatalf("%d findings, want 1", len(list))
	}
	const want = "5 prompts for a second factor of nils were refused or not answered within 4m0s, asked for from 203.0.113.7: " +
		"the password is known to whoever sends them"
	if got := list[0].Message; got != want {
		t.Errorf("message\n%s\nwant\n%s", got, want)
	}
}
