// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"errors"
	"time"

	"gambeson/config"
	"gambeson/keys"
)

// Config is what users set of the door for OpenTelemetry.
type Config struct {
	// GRPC is the address to listen on for gRPC; empty keeps it shut.
	GRPC string `yaml:"grpc"`
	// HTTP is the address to listen on for HTTP; empty keeps it shut.
	HTTP string `yaml:"http"`
	// TLS says when connections are encrypted: auto is everywhere but on a loopback address, on is there too, and insecure
	// is nowhere, whoever may listen in.
	TLS string `yaml:"tls" enum:"auto,on,insecure"`
	// Certificate is the door's, and whom its clients are signed by.
	Certificate keys.ServerConfig `yaml:"certificate"`
	// MaxConnections is how many connections each may have open; more are closed at once.
	MaxConnections int `yaml:"max_connections"`
	// MaxMessageBytes is the size of the largest message over gRPC, decompressed.
	MaxMessageBytes config.Size `yaml:"max_message_bytes"`
	// ReadTimeout is how long a client may take for a request.
	ReadTimeout time.Duration `yaml:"read_timeout"`
	// IdleTimeout is how long a client may be silent between two requests.
	IdleTimeout time.Duration `yaml:"idle_timeout"`
}

// DefaultConfig returns the configuration of a door that was told nothing.
func DefaultConfig() Config {
	return Config{
		GRPC: "127.0.0.1:4317", HTTP: "127.0.0.1:4318", TLS: keys.Auto, Certificate: keys.DefaultServerConfig(), MaxConnections: 8192, MaxMessageBytes: 4 << 20,
		ReadTimeout: time.Minute, IdleTimeout: 5 * time.Minute,
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	if c.MaxConnections < 1 {
		errs = append(errs, config.Errorf("max_connections", "want 1 or more"))
	}
	if c.MaxMessageBytes < 1<<10 || c.MaxMessageBytes > 64<<20 {
		errs = append(errs, config.Errorf("max_message_bytes", "want 1KiB to 64MiB"))
	}
	if c.ReadTimeout <= 0 {
		errs = append(errs, config.Errorf("read_timeout", "want more than 0"))
	}
	if c.IdleTimeout <= 0 {
		errs = append(errs, config.Errorf("idle_timeout", "want more than 0"))
	}
	return errors.Join(errs...)
}
