// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/smtp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gambeson/cases"
)

// mailer sends messages over SMTP.
type mailer struct {
	config   MailConfig
	password string
	host     string
	tls      *tls.Config
}

func newMailer(c MailConfig, secret func(string) (string, error)) (*mailer, error) {
	host, _, err := net.SplitHostPort(c.Server)
	if err != nil {
		return nil, fmt.Errorf("mail.server: %w", err)
	}
	m := &mailer{config: c, host: host, tls: &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}}
	if c.Username != "" {
		if m.password, err = secret(c.Password); err != nil {
			return nil, fmt.Errorf("mail.password: %w", err)
		}
	}
	return m, nil
}

func (m *mailer) send(ctx context.Context, x *cases.Notification, now time.Time) (err error) {
	conn, err := m.dial(ctx)
	if err != nil {
		return err
	}
	// The SMTP client knows no context: its end is the connection's.
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) //nolint:errcheck // a closed connection has ended already
	defer stop()
	client, err := smtp.NewClient(conn, m.host)
	if err != nil {
		return errors.Join(fmt.Errorf("greet the mail server: %w", err), conn.Close())
	}
	if err := m.converse(client, m.message(x, now)); err != nil {
		return errors.Join(err, client.Close())
	}
	// The message was taken: how the server says good-bye changes nothing.
	_ = client.Quit()
	return nil
}

func (m *mailer) dial(ctx context.Context) (net.Conn, error) {
	var conn net.Conn
	var err error
	if m.config.Security == SecurityTLS {
		conn, err = (&tls.Dialer{Config: m.tls}).DialContext(ctx, "tcp", m.config.Server)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", m.config.Server)
	}
	if err != nil {
		return nil, fmt.Errorf("connect to the mail server: %w", err)
	}
	return conn, nil
}

// converse sends one message over a connection that was made.
func (m *mailer) converse(client *smtp.Client, message []byte) error {
	if m.config.Security == SecurityStartTLS {
		if err := client.StartTLS(m.tls); err != nil {
			return fmt.Errorf("start TLS: %w", err)
		}
	}
	if m.config.Username != "" {
		if err := client.Auth(smtp.PlainAuth("", m.config.Username, m.password, m.host)); err != nil {
			return fmt.Errorf("sign in to the mail server: %w", err)
		}
	}
	if err := client.Mail(m.config.From); err != nil {
		return fmt.Errorf("mail from %s: %w", m.config.From, err)
	}
	for _, to := range m.config.To {
		if err := client.Rcpt(to); err != nil {
			return fmt.Errorf("mail to %s: %w", to, err)
		}
	}
	body, err := client.Data()
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if _, err := body.Write(message); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := body.Close(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// message writes a notification as a message of RFC 5322.
func (m *mailer) message(x *cases.Notification, now time.Time) []byte {
	c := &x.Case
	_, domain, _ := strings.Cut(m.config.From, "@")
	var b strings.Builder
	header := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	header("From", m.config.From)
	header("To", strings.Join(m.config.To, ", "))
	header("Subject", mime.QEncoding.Encode("utf-8", plain(fmt.Sprintf("[%s] %s", c.Severity, c.Title), maxSubject)))
	header("Date", now.UTC().Format(time.RFC1123Z))
	header("Message-ID", "<"+x.ID.String()+"@"+domain+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	body := quotedprintable.NewWriter(&b) // a strings.Builder takes everything
	_, _ = body.Write([]byte(mailText(c)))
	_ = body.Close()
	return []byte(b.String())
}

// maxSubject and maxLine bound what a log's text takes of a message, in
// characters; maxNamed is how many entities are named.
const (
	maxSubject = 150
	maxLine    = 500
	maxNamed   = 12
)

func mailText(c *cases.Case) string {
	var b strings.Builder
	line := func(label, text string) { fmt.Fprintf(&b, "%-12s%s\r\n", label, plain(text, maxLine)) }
	line("case", c.ID.String())
	line("title", c.Title)
	line("severity", c.Severity.String())
	line("time", instant(c.First)+" to "+instant(c.Last))
	line("findings", strconv.Itoa(c.Findings))
	line("techniques", strings.Join(c.Techniques, " "))
	line("sources", strings.Join(c.Sources, " "))
	for _, e := range c.Entities[:min(len(c.Entities), maxNamed)] {
		line("about", fmt.Sprintf("%s %s", e.Kind, e.Value))
	}
	fmt.Fprintf(&b, "\r\ngambeson case show %s\r\n", c.ID)
	return b.String()
}

// plain drops what is not printed from a text of a log, and shortens it.
func plain(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, s)
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
