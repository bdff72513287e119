// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"
)

// mailServer is a mail server that speaks as much SMTP as one message needs,
// and gives away what it heard. Where refuse is a command, it answers 550.
func mailServer(t *testing.T, refuse string) (address string, heard <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	out := make(chan string, 1)
	go func() {
		defer close(out)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		out <- converse(conn, refuse)
	}()
	return l.Addr().String(), out
}

func converse(conn net.Conn, refuse string) string {
	var all strings.Builder
	in := bufio.NewReader(conn)
	fmt.Fprint(conn, "220 test\r\n")
	for data := false; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return all.String()
		}
		all.WriteString(line)
		command, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
		switch {
		case data && line != ".\r\n":
			continue
		case !data && command == refuse:
			fmt.Fprint(conn, "550 no\r\n")
			continue
		case command == "DATA":
			data = true
			fmt.Fprint(conn, "354 go on\r\n")
			continue
		case command == "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return all.String()
		}
		data = false
		fmt.Fprint(conn, "250 ok\r\n")
	}
}

func mailTo(address string) func(*Config) {
	return func(c *Config) {
		c.Mail = MailConfig{Server: address, Security: SecurityNone, From: "gambeson@example.net", To: []string{"soc@example.net", "on-call@example.net"}}
	}
}

func TestMail(t *testing.T) {
	address, heard := mailServer(t, "")
	n, db := newTest(t, mailTo(address))
	if err := n.send(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	envelope, message, _ := strings.Cut(<-heard, "DATA\r\n")
	for _, want := range []string{"MAIL FROM:<gambeson@example.net>", "RCPT TO:<soc@example.net>", "RCPT TO:<on-call@example.net>"} {
		if !strings.Contains(envelope, want) {
			t.Errorf("the envelope lacks %s:\n%s", want, envelope)
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if want := "[high] NaïveBcc: eve@example.net"; err != nil || subject != want {
		t.Errorf("subject %q (%v), want %q", subject, err, want)
	}
	if m.Header.Get("Bcc") != "" {
		t.Error("a title became a header")
	}
	body, err := io.ReadAll(m.Body)
	if err != nil || !strings.Contains(string(body), "user alice[31m") || strings.Contains(string(body), "=1B") {
		t.Errorf("body (%v):\n%s", err, body)
	}
	if n := waiting(t, db, Mail, time.Now().Add(time.Hour)); n != 0 {
		t.Errorf("%d still wait", n)
	}
}

func TestMailIsRefused(t *testing.T) {
	for _, command := range []string{"MAIL", "RCPT", "DATA"} {
		t.Run(command, func(t *testing.T) {
			address, _ := mailServer(t, command)
			n, db := newTest(t, mailTo(address))
			if err := n.send(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
			due, err := db.Outbox.Due(t.Context(), Mail, time.Now().Add(time.Hour), time.Hour, 0)
			if err != nil || len(due) != 1 || due[0].Attempts != 1 {
				t.Errorf("due %+v, %v", due, err)
			}
		})
	}
}

// TestMailWithoutTLS: where STARTTLS is asked for and not offered, nothing is
// said in the clear.
func TestMailWithoutTLS(t *testing.T) {
	address, heard := mailServer(t, "STARTTLS")
	n, _ := newTest(t, func(c *Config) {
		mailTo(address)(c)
		c.Mail.Security = SecurityStartTLS
	})
	if err := n.send(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if said := <-heard; strings.Contains(said, "MAIL") || strings.Contains(said, "Subject") {
		t.Errorf("it said:\n%s", said)
	}
}

// TestMailTimesOut: a server that accepts and says nothing.
func TestMailTimesOut(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	n, db := newTest(t, func(c *Config) {
		mailTo(l.Addr().String())(c)
		c.Timeout = 50 * time.Millisecond
	})
	if err := n.send(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	due, err := db.Outbox.Due(t.Context(), Mail, time.Now().Add(time.Hour), time.Hour, 0)
	if err != nil || len(due) != 1 || due[0].Attempts != 1 {
		t.Errorf("due %+v, %v", due, err)
	}
}
