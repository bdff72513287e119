// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"math/rand/v2"
	"testing"
)

// TestAccounts checks that no two people share an account, an address or a
// workstation: what one of them does would look odd for the other.
func TestAccounts(t *testing.T) {
	for seed := range uint64(20) {
		c := newCompany(rand.New(rand.NewPCG(seed, 0)))
		seen := make(map[string]string)
		note := func(what, value, name string) {
			if other, ok := seen[what+value]; ok {
				t.Errorf("seed %d: %s and %s have the same %s, %s", seed, other, name, what, value)
			}
			seen[what+value] = name
		}
		for _, p := range c.people {
			for what, value := range map[string]string{
				"account": p.login, "SID": p.sid, "Okta id": p.oktaID, "workstation": p.host.name, "address": p.host.ip, "home": p.home.ip,
			} {
				note(what, value, p.name)
			}
		}
		for _, p := range c.admins {
			note("account", p.login, p.name)
			note("SID", p.sid, p.name)
		}
	}
}
