// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog

import (
	"errors"
	"time"

	"gambeson/config"
	"gambeson/keys"
)

// Config is what users set of the syslog door.
type Config struct {
	// UDP is the address to listen on for datagrams, usually port 514; empty keeps it shut.
	UDP string `yaml:"udp"`
	// TCP is the address to listen on for TCP, usually port 514; empty keeps it shut.
	TCP string `yaml:"tcp"`
	// TLS is the address to listen on for TLS, usually port 6514; empty keeps it shut.
	TLS string `yaml:"tls"`
	// Insecure lets UDP and TCP, which are not encrypted, listen off loopback, whoever may listen in or pretend to be a
	// sender.
	Insecure bool `yaml:"insecure"`
	// Certificate is that of TLS, and whom its clients are signed by.
	Certificate keys.ServerConfig `yaml:"certificate"`
	// MaxConnections is how many connections each may have open; more are closed at once.
	MaxConnections int `yaml:"max_connections"`
	// FrameTimeout is how long a client may take for a message that it has begun.
	FrameTimeout time.Duration `yaml:"frame_timeout"`
	// IdleTimeout is how long a client may be silent between two messages.
	IdleTimeout time.Duration `yaml:"idle_timeout"`
}

// DefaultConfig returns the configuration of a door that was told nothing. It is shut: the port of syslog is one that
// ordinary users may not open.
func DefaultConfig() Config {
	c := Config{Certificate: keys.DefaultServerConfig(), MaxConnections: 8192, FrameTimeout: 30 * time.Second, IdleTimeout: time.Hour}
	c.Certificate.MinVersion = "1.2" // RFC 9662: what sends syslog is often old
	return c
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	if c.MaxConnections < 1 {
		errs = append(errs, config.Errorf("max_connections", "want 1 or more"))
	}
	if c.FrameTimeout <= 0 {
		errs = append(errs, config.Errorf("frame_timeout", "want more than 0"))
	}
	if c.IdleTimeout <= 0 {
		errs = append(errs, config.Errorf("idle_timeout", "want more than 0"))
	}
	for key, address := range map[string]string{"udp": c.UDP, "tcp": c.TCP} {
		if address != "" && !c.Insecure && !keys.Loopback(address) {
			errs = append(errs, config.Errorf(key, "%s is not encrypted and not loopback: use tls, or set insecure to true", address))
		}
	}
	return errors.Join(errs...)
}
