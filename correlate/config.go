// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"errors"
	"fmt"
	"net/netip"
	"path"
	"time"
)

// Config is what users set of correlation.
type Config struct {
	// Window is how far apart, in event time, findings about the same thing may be to belong together.
	Window time.Duration `yaml:"window"`
	// MaxSpan is how long a case goes on: later findings open a new one.
	MaxSpan time.Duration `yaml:"max_span"`
	// SessionWindow is how long before a finding a logon still says who it was about and from where.
	SessionWindow time.Duration `yaml:"session_window"`
	// MaxFanout is with how many users, hosts and addresses something may be named before it links nothing any more.
	MaxFanout int `yaml:"max_fanout"`
	// MaxEntities is how many entities are remembered; beyond it the one that was longest without a finding is forgotten.
	MaxEntities int `yaml:"max_entities"`
	// MaxHosts is of how many hosts the sessions are remembered.
	MaxHosts int `yaml:"max_hosts"`
	// MaxSessions is how many sessions of a host are remembered.
	MaxSessions int `yaml:"max_sessions"`
	// StopUsers are names that say nothing about who it was, as patterns with * and ?, without domain and in any case.
	StopUsers []string `yaml:"stop_users"`
	// StopAddresses are addresses and networks that many share: resolvers, proxies.
	StopAddresses []string `yaml:"stop_addresses"`
}

// DefaultConfig returns the configuration of a correlator that was told nothing.
func DefaultConfig() Config {
	return Config{
		Window:        24 * time.Hour,
		MaxSpan:       14 * 24 * time.Hour,
		SessionWindow: 12 * time.Hour,
		MaxFanout:     16,
		MaxEntities:   200_000,
		MaxHosts:      50_000,
		MaxSessions:   64,
		StopUsers: []string{
			"system", "local service", "network service", "anonymous logon", "anonymous", "dwm-*", "umfd-*", "nobody", "daemon",
			"root", "admin", "administrator", "ubuntu", "debian", "centos", "ec2-user", "azureuser", "vagrant", "pi", "guest",
			"test", "user", "git", "oracle", "postgres", "mysql", "www-data", "nginx", "apache", "unknown", "null", "none", "n/a",
		},
		StopAddresses: []string{"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"},
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	for _, x := range []struct {
		key   string
		value time.Duration
		least time.Duration
	}{{"window", c.Window, time.Minute}, {"max_span", c.MaxSpan, c.Window}, {"session_window", c.SessionWindow, 0}} {
		if x.value < x.least {
			errs = append(errs, fmt.Errorf("%s: %s is less than %s", x.key, x.value, x.least))
		}
	}
	for _, x := range []struct {
		key         string
		value, most int
	}{{"max_fanout", c.MaxFanout, 1000}, {"max_entities", c.MaxEntities, 10_000_000}, {"max_hosts", c.MaxHosts, 1_000_000}, {"max_sessions", c.MaxSessions, 4096}} {
		if x.value < 1 || x.value > x.most {
			errs = append(errs, fmt.Errorf("%s: must be 1 to %d, not %d", x.key, x.most, x.value))
		}
	}
	for _, p := range c.StopUsers {
		if _, err := path.Match(p, ""); err != nil {
			errs = append(errs, fmt.Errorf("stop_users: %q: %w", p, err))
		}
	}
	for _, a := range c.StopAddresses {
		if _, err := parsePrefix(a); err != nil {
			errs = append(errs, fmt.Errorf("stop_addresses: %w", err))
		}
	}
	return errors.Join(errs...)
}

// parsePrefix reads an address or a network.
func parsePrefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}
