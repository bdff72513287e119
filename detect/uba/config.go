// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"errors"
	"fmt"
	"path"
	"time"
)

// Config is what users set of the behaviour room.
type Config struct {
	// IgnoreUsers are accounts that no person uses, as patterns with * and ?, without domain and in any case.
	IgnoreUsers []string `yaml:"ignore_users"`
	// SharedUsers are names that every host has for an account of its own: the same name on two hosts is two users.
	SharedUsers []string `yaml:"shared_users"`
	// MaxUsers is how many users each detector remembers; beyond it the one that was idle for longest is forgotten.
	MaxUsers int `yaml:"max_users"`
	// MaxAddresses is how many source addresses are remembered.
	MaxAddresses int `yaml:"max_addresses"`
	// MaxPerKey is how many attempts, or accesses, are remembered of one user or address.
	MaxPerKey int `yaml:"max_per_key"`
	// Access is about first and rare accesses.
	Access AccessConfig `yaml:"access"`
	// BruteForce is about guessed passwords.
	BruteForce BruteForceConfig `yaml:"brute_force"`
	// Spray is about one source that tries many users.
	Spray SprayConfig `yaml:"spray"`
	// Travel is about sign-ins from places too far apart.
	Travel TravelConfig `yaml:"travel"`
	// MFAFatigue is about prompts that are sent until one is approved.
	MFAFatigue MFAFatigueConfig `yaml:"mfa_fatigue"`
}

// DefaultConfig returns the configuration of a room that was told nothing.
func DefaultConfig() Config {
	return Config{
		IgnoreUsers: []string{
			"*$", "system", "local service", "network service", "anonymous logon", "dwm-*", "umfd-*", "nt authority", "nobody",
		},
		SharedUsers: []string{
			"root", "admin", "administrator", "ubuntu", "debian", "centos", "ec2-user", "azureuser", "vagrant", "pi", "guest",
			"test", "user", "git", "oracle", "postgres", "mysql", "www-data", "deploy", "ansible", "jenkins", "nagios", "backup",
		},
		MaxUsers:     100_000,
		MaxAddresses: 100_000,
		MaxPerKey:    256,
		Access:       DefaultAccessConfig(),
		BruteForce:   DefaultBruteForceConfig(),
		Spray:        DefaultSprayConfig(),
		Travel:       DefaultTravelConfig(),
		MFAFatigue:   DefaultMFAFatigueConfig(),
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	for _, list := range []struct {
		key      string
		patterns []string
	}{{"ignore_users", c.IgnoreUsers}, {"shared_users", c.SharedUsers}} {
		for _, p := range list.patterns {
			if _, err := path.Match(p, ""); err != nil {
				errs = append(errs, fmt.Errorf("%s: %q: %w", list.key, p, err))
			}
		}
	}
	errs = append(errs,
		between("max_users", c.MaxUsers, 1, 10_000_000),
		between("max_addresses", c.MaxAddresses, 1, 10_000_000),
		between("max_per_key", c.MaxPerKey, 16, 4096),
		under("access", c.Access.Validate()),
		under("brute_force", c.BruteForce.Validate()),
		under("spray", c.Spray.Validate()),
		under("travel", c.Travel.Validate()),
		under("mfa_fatigue", c.MFAFatigue.Validate()),
	)
	if most := max(c.BruteForce.Failures, c.Spray.Failures, c.Spray.Users, c.MFAFatigue.Prompts); most > c.MaxPerKey {
		errs = append(errs, fmt.Errorf("max_per_key: %d is less than a detector wants to count (%d)", c.MaxPerKey, most))
	}
	return errors.Join(errs...)
}

// ranged is a number or a length of time.
type ranged interface {
	int | time.Duration | float64
}

func between[T ranged](key string, v, least, most T) error {
	if v < least || v > most {
		return fmt.Errorf("%s: %v is not between %v and %v", key, v, least, most)
	}
	return nil
}

func under(section string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s.%w", section, err)
}
