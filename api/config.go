// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"time"

	"gambeson/config"
	"gambeson/keys"
)

// Config is what users set of the API.
type Config struct {
	// Listen is the address, as host:port. The host is an address, or localhost.
	Listen string `yaml:"listen"`
	// PublicURL is the address under which others reach the API, for the addresses that are printed and sent; empty to
	// make it from listen.
	PublicURL string `yaml:"public_url"`
	// TLS says when connections are encrypted: auto is everywhere but on a loopback address.
	TLS string `yaml:"tls" enum:"auto,on"`
	// CertFile is a PEM file with the certificate and those that signed it. Without one the program makes its own.
	CertFile string `yaml:"cert_file"`
	// KeyFile is the PEM file with the certificate's private key.
	KeyFile string `yaml:"key_file"`
	// MaxConnections is how many clients are served at the same time; more wait.
	MaxConnections int `yaml:"max_connections"`
	// MaxLive is how many clients follow live events at the same time; more are refused.
	MaxLive int `yaml:"max_live"`
	// MaxBodyBytes is the size of the largest request.
	MaxBodyBytes config.Size `yaml:"max_body_bytes"`
	// Timeout is how long a request may take, from its first byte to the last of its answer. Live events are exempt.
	Timeout time.Duration `yaml:"timeout"`
	// SessionLife is how long the token lives that the set-up code is exchanged for.
	SessionLife time.Duration `yaml:"session_life"`
	// BrowserIdle is how long a browser stays signed in without being used.
	BrowserIdle time.Duration `yaml:"browser_idle"`
	// BrowserLife is how long a browser stays signed in at most; its token may end sooner.
	BrowserLife time.Duration `yaml:"browser_life"`
}

// DefaultConfig returns the configuration of a platform that was told nothing.
func DefaultConfig() Config {
	return Config{
		Listen: "127.0.0.1:8443", TLS: "auto", MaxConnections: 1024, MaxLive: 256, MaxBodyBytes: 1 << 20,
		Timeout: 30 * time.Second, SessionLife: 30 * 24 * time.Hour, BrowserIdle: 2 * time.Hour, BrowserLife: 24 * time.Hour,
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	wrong := func(ok bool, key, format string, args ...any) {
		if !ok {
			errs = append(errs, config.Errorf(key, format, args...))
		}
	}
	host, _, err := net.SplitHostPort(c.Listen)
	wrong(err == nil, "listen", "want host:port, not %q", c.Listen)
	if _, bad := netip.ParseAddr(host); err == nil {
		wrong(bad == nil || host == "localhost" || host == "", "listen", "want an address or localhost, not %q", host)
	}
	wrong((c.CertFile == "") == (c.KeyFile == ""), "cert_file", "cert_file and key_file belong together")
	wrong(c.MaxConnections >= 4 && c.MaxConnections <= 1<<16, "max_connections", "want 4 to 65536")
	wrong(c.MaxLive >= 0 && c.MaxLive < c.MaxConnections, "max_live", "want 0 to less than max_connections")
	wrong(c.MaxBodyBytes >= 1<<10 && c.MaxBodyBytes <= 64<<20, "max_body_bytes", "want 1KiB to 64MiB")
	wrong(c.Timeout >= time.Second && c.Timeout <= time.Hour, "timeout", "want 1s to 1h")
	wrong(c.SessionLife >= time.Minute && c.SessionLife <= 400*24*time.Hour, "session_life", "want 1m to 9600h")
	wrong(c.BrowserIdle >= time.Minute && c.BrowserIdle <= c.BrowserLife, "browser_idle", "want 1m to browser_life")
	wrong(c.BrowserLife <= 90*24*time.Hour, "browser_life", "want at most 2160h")
	return errors.Join(errs...)
}

// encrypted reports whether connections are encrypted.
func (c Config) encrypted() bool { return keys.Encrypted(c.TLS, c.Listen) }

// secure reports whether browsers reach the API over TLS, be it in front of it.
func (c Config) secure() bool { return c.encrypted() || strings.HasPrefix(c.PublicURL, "https:") }
