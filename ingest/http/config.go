// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"errors"
	"time"

	"gambeson/config"
	"gambeson/keys"
)

// Config is what users set of the HTTP door.
type Config struct {
	// Listen is the address to listen on; empty keeps the door shut.
	Listen string `yaml:"listen"`
	// TLS says when connections are encrypted: auto is everywhere but on a loopback address, on is there too, and insecure
	// is nowhere, whoever may listen in.
	TLS string `yaml:"tls" enum:"auto,on,insecure"`
	// Certificate is the door's, and whom its clients are signed by.
	Certificate keys.ServerConfig `yaml:"certificate"`
	// MaxConnections is how many connections may be open; more are closed at once.
	MaxConnections int `yaml:"max_connections"`
	// ReadTimeout is how long a client may take for a request.
	ReadTimeout time.Duration `yaml:"read_timeout"`
	// HeaderTimeout is how long a client may take for the head of a request, or be silent between two.
	HeaderTimeout time.Duration `yaml:"header_timeout"`
}

// DefaultConfig returns the configuration of a door that was told nothing.
func DefaultConfig() Config {
	return Config{
		Listen: "127.0.0.1:8088", TLS: keys.Auto, Certificate: keys.DefaultServerConfig(), MaxConnections: 16_384,
		ReadTimeout: time.Minute, HeaderTimeout: 10 * time.Second,
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	if c.MaxConnections < 1 {
		errs = append(errs, config.Errorf("max_connections", "want 1 or more"))
	}
	if c.ReadTimeout <= 0 {
		errs = append(errs, config.Errorf("read_timeout", "want more than 0"))
	}
	if c.HeaderTimeout <= 0 {
		errs = append(errs, config.Errorf("header_timeout", "want more than 0"))
	}
	return errors.Join(errs...)
}
