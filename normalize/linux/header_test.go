// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"testing"
	"time"

	"gambeson/event"
	"gambeson/normalize"
)

func TestHeader(t *testing.T) {
	observed := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC).UnixNano()
	for _, x := range []struct {
		in, host, program, pid, text, time string
		ok                                 bool
	}{
		{in: "Mar  2 08:00:01 web1 sshd[812]: hi", host: "web1", program: "sshd", pid: "812", text: "hi", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "<86>Mar  2 08:00:01 web1 sshd: hi", host: "web1", program: "sshd", text: "hi", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "Mar 12 08:00:01 sshd[812]: hi", program: "sshd", pid: "812", text: "hi", time: "2025-03-12T08:00:01Z", ok: true},
		{in: "Mar  3 13:00:00 web1 a: behind midnight elsewhere", host: "web1", program: "a", text: "behind midnight elsewhere", time: "2026-03-03T13:00:00Z", ok: true},
		{in: "Dec 31 23:59:59 web1 a: last year", host: "web1", program: "a", text: "last year", time: "2025-12-31T23:59:59Z", ok: true},
		{in: "Feb 29 00:00:00 web1 a: leap", host: "web1", program: "a", text: "leap", time: "2024-02-29T00:00:00Z", ok: true},
		{in: "Mar  2 08:00:01 2001:db8::1 a: address", host: "2001:db8::1", program: "a", text: "address", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "Mar  2 08:00:01 web1 no program here", host: "web1", text: "no program here", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "Mar  2 08:00:01 web1 postfix/smtpd[7]: x", host: "web1", program: "postfix/smtpd", pid: "7", text: "x", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "2026-03-02T08:00:01.5+01:00 web1 a[1]: x", host: "web1", program: "a", pid: "1", text: "x", time: "2026-03-02T07:00:01.5Z", ok: true},
		{in: "<13>1 2026-03-02T08:00:01Z web1 a 1 - - x", host: "web1", program: "a", pid: "1", text: "x", time: "2026-03-02T08:00:01Z", ok: true},
		{in: `<13>1 2026-03-02T08:00:01Z - - - - [a b="\]\""] x`, text: "x", time: "2026-03-02T08:00:01Z", ok: true},
		{in: "<13>1 2026-03-02T08:00:01Z web1 a 1 -"},
		{in: `<13>1 2026-03-02T08:00:01Z web1 a 1 - [a b="`},
		{in: "<192>Mar  2 08:00:01 web1 a: x"},
		{in: "Mar  2 25:00:01 web1 a: x"},
		{in: "March 2 08:00:01 web1 a: x"},
		{in: "Mar  2 08:00:01"},
		{in: ""},
	} {
		h := parseHeader([]byte(x.in), observed)
		if h.ok != x.ok {
			t.Errorf("%q: ok %v", x.in, h.ok)
			continue
		}
		if !x.ok {
			continue
		}
		got := [...]string{string(h.host), string(h.program), string(h.pid), string(h.text), time.Unix(0, h.time).UTC().Format(time.RFC3339Nano)}
		if want := [...]string{x.host, x.program, x.pid, x.text, x.time}; got != want {
			t.Errorf("%q:\n got %q\nwant %q", x.in, got, want)
		}
	}
}

// Without a time of acceptance a stamp without a year is no time.
func TestNoYear(t *testing.T) {
	if h := parseHeader([]byte("Mar  2 08:00:01 web1 a: x"), 0); !h.ok || h.time != 0 {
		t.Errorf("ok %v, time %d", h.ok, h.time)
	}
}

func TestClaim(t *testing.T) {
	fields := event.NewFields()
	f := New(fields)
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(fields)
	for in, want := range map[string]normalize.Confidence{
		"Mar  2 08:00:01 web1 sshd[812]: hi":                                   normalize.Sure,
		"Mar  2 08:00:01 web1 CRON[812]: hi":                                   normalize.Sure,
		"Mar  2 08:00:01 dc1 MSWinEventLog\t1\tSecurity\t7":                    normalize.Likely,
		"Mar  2 08:00:01 web1 audispd: type=CWD msg=audit(1772442001.120:7): ": normalize.Likely,
		"2026-03-02T08:00:01Z web1 kernel: x":                                  normalize.Sure,
		"2026-03-02T08:00:01Z web1 own[7]: x":                                  normalize.Likely,
		"2026-03-02T08:00:01Z INFO own[7]: x":                                  normalize.No,
		"2026-03-02T08:00:01Z INFO started":                                    normalize.No,
		"2026-03-02T08:00:01Z web1 own: x":                                     normalize.No,
		"2026-03-02 08:00:01 INFO started":                                     normalize.No,
		"203.0.113.50 - - [02/Mar/2026:09:00:01 +0000] \"GET /\" 200 5":        normalize.No,
	} {
		e.Reset([]byte(in))
		if got := f.Claim(e); got != want {
			t.Errorf("%q: claimed with %d, want %d", in, got, want)
		}
	}
}
