// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"time"
)

// Config is what users set of notifications.
type Config struct {
	// MaxAttempts is how often sending is tried before a notification is given up.
	MaxAttempts int `yaml:"max_attempts"`
	// FirstRetry is how long after a failure it is tried again; each time it is twice as long.
	FirstRetry time.Duration `yaml:"first_retry"`
	// MaxRetry is the longest time between two tries.
	MaxRetry time.Duration `yaml:"max_retry"`
	// Timeout is how long one try may take.
	Timeout time.Duration `yaml:"timeout"`
	// Webhook sends a signed HTTP request.
	Webhook WebhookConfig `yaml:"webhook"`
	// Mail sends a message over SMTP.
	Mail MailConfig `yaml:"mail"`
}

// WebhookConfig is where requests go; without an address none are sent.
type WebhookConfig struct {
	// URL is the address that is told of new cases.
	URL string `yaml:"url"`
	// Secret refers to the key of the signature, as env:NAME or file:PATH.
	Secret string `yaml:"secret"`
}

// MailConfig is where mail goes; without a server none is sent.
type MailConfig struct {
	// Server is the mail server, as host:port.
	Server string `yaml:"server"`
	// Security is how the connection is protected: tls, starttls or none.
	Security string `yaml:"security"`
	// From is the sender's address.
	From string `yaml:"from"`
	// To are the receivers' addresses.
	To []string `yaml:"to"`
	// Username is the name to sign in with; empty to send without signing in.
	Username string `yaml:"username"`
	// Password refers to the password, as env:NAME or file:PATH.
	Password string `yaml:"password"`
}

// The ways to protect the connection to a mail server.
const (
	SecurityTLS      = "tls"
	SecurityStartTLS = "starttls"
	SecurityNone     = "none"
)

// The channels' names in the outbox.
const (
	Webhook = "webhook"
	Mail    = "mail"
)

// DefaultConfig returns the configuration of a notifier that was told nothing:
// it sends nothing.
func DefaultConfig() Config {
	return Config{
		MaxAttempts: 12, FirstRetry: 10 * time.Second, MaxRetry: time.Hour, Timeout: 15 * time.Second,
		Mail: MailConfig{Security: SecurityStartTLS},
	}
}

// Channels returns the names of the channels that are configured, as the outbox
// has to know them.
func (c *Config) Channels() []string {
	var out []string
	if c.Webhook.URL != "" {
		out = append(out, Webhook)
	}
	if c.Mail.Server != "" {
		out = append(out, Mail)
	}
	return out
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	if c.MaxAttempts < 1 || c.MaxAttempts > 1000 {
		errs = append(errs, fmt.Errorf("max_attempts: must be 1 to 1000, not %d", c.MaxAttempts))
	}
	if c.FirstRetry <= 0 || c.MaxRetry < c.FirstRetry {
		errs = append(errs, fmt.Errorf("first_retry: must be more than 0 and at most max_retry, not %s", c.FirstRetry))
	}
	if c.Timeout <= 0 || c.Timeout > 5*time.Minute {
		errs = append(errs, fmt.Errorf("timeout: must be more than 0 and at most 5m, not %s", c.Timeout))
	}
	if c.Webhook.URL != "" {
		errs = append(errs, c.Webhook.validate())
	}
	if c.Mail.Server != "" {
		errs = append(errs, c.Mail.validate())
	}
	return errors.Join(errs...)
}

func (c *WebhookConfig) validate() error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return fmt.Errorf("webhook.url: %w", err)
	}
	if u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return fmt.Errorf("webhook.url: %q: must be https, or http on loopback", u.Redacted())
	}
	if c.Secret == "" {
		return errors.New("webhook.secret: without a key the receiver cannot tell who sent it")
	}
	return nil
}

func (c *MailConfig) validate() error {
	host, _, err := net.SplitHostPort(c.Server)
	if err != nil {
		return fmt.Errorf("mail.server: %w", err)
	}
	switch c.Security {
	case SecurityTLS, SecurityStartTLS:
	case SecurityNone:
		if !loopback(host) {
			return errors.New("mail.security: none is for a server on loopback")
		}
	default:
		return fmt.Errorf("mail.security: must be tls, starttls or none, not %q", c.Security)
	}
	if len(c.To) == 0 {
		return errors.New("mail.to: nobody would get it")
	}
	for _, a := range append([]string{c.From}, c.To...) {
		if parsed, err := mail.ParseAddress(a); err != nil || parsed.Address != a {
			return fmt.Errorf("mail: %q is not an address", a)
		}
	}
	return nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
