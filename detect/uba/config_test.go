// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"strings"
	"testing"
	"time"
)

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Fatalf("the default: %v", err)
	}
	for want, wrong := range map[string]func(c *Config){
		"ignore_users":         func(c *Config) { c.IgnoreUsers = []string{"[a"} },
		"shared_users":         func(c *Config) { c.SharedUsers = []string{"[a"} },
		"max_users":            func(c *Config) { c.MaxUsers = 0 },
		"max_addresses":        func(c *Config) { c.MaxAddresses = -1 },
		"max_per_key":          func(c *Config) { c.MaxPerKey = 1 },
		"max_per_key: 256":     func(c *Config) { c.Spray.Users = 300 },
		"access.peer_by":       func(c *Config) { c.Access.PeerBy = []string{"hair"} },
		"access.window":        func(c *Config) { c.Access.Window = time.Hour },
		"brute_force.failures": func(c *Config) { c.BruteForce.Failures = 1 },
		"spray.share":          func(c *Config) { c.Spray.Share = 1.1 },
		"travel.speed":         func(c *Config) { c.Travel.Speed = 0 },
		"mfa_fatigue.window":   func(c *Config) { c.MFAFatigue.Window = 0 },
	} {
		c := DefaultConfig()
		wrong(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", want, err)
		}
	}
}
