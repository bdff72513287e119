// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx

import (
	"slices"
	"testing"
	"time"

	"gambeson/event"
	"gambeson/normalize"
)

// The names that rules for web servers use.
func TestNativeFields(t *testing.T) {
	const line = `203.0.113.50 - bob [02/Mar/2026:09:00:01 +0000] "GET /a/b.aspx?c=d HTTP/1.1" 404 12 "-" "agent"`
	fields := event.NewFields()
	f := New(fields)
	want := map[string][]string{
		"c-ip": {"203.0.113.50"}, "src_ip": {"203.0.113.50"}, "cs-username": {"bob"}, "cs-method": {"GET"},
		"c-uri": {"/a/b.aspx?c=d"}, "cs-uri": {"/a/b.aspx?c=d"}, "cs-uri-stem": {"/a/b.aspx"}, "c-uri-stem": {"/a/b.aspx"},
		"cs-uri-query": {"c=d", "/a/b.aspx?c=d"}, "c-uri-query": {"c=d"}, "c-uri-extension": {"aspx"}, "cs-version": {"1.1"},
		"sc-status": {"404"}, "sc-bytes": {"12"}, "cs-referer": {"-"}, "c-useragent": {"agent"}, "cs-user-agent": {"agent"},
	}
	for name := range want {
		fields.Native(name)
	}
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(fields)
	e.Reset([]byte(line))
	if err := f.Read(e); err != nil {
		t.Fatal(err)
	}
	for name, want := range want {
		var got []string
		for v := e.Get(fields.Native(name)); v.Exists(); v = v.Next() {
			got = append(got, string(v.Text()))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"02/Mar/2026:09:00:01 +0000": "2026-03-02T09:00:01Z",
		"02/Mar/2026:09:00:01 +0530": "2026-03-02T03:30:01Z",
		"31/Dec/2025:23:00:01 -0200": "2026-01-01T01:00:01Z",
		"02/Mrz/2026:09:00:01 +0000": "",
		"02/Mar/2026:24:00:01 +0000": "",
		"2/Mar/2026:09:00:01 +0000":  "",
		"02/Mar/2026:09:00:01 +00:0": "",
	} {
		ns, ok := parseTime([]byte(in))
		if got := time.Unix(0, ns).UTC().Format(time.RFC3339); ok != (want != "") || (ok && got != want) {
			t.Errorf("%q: %s %v, want %q", in, got, ok, want)
		}
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
		`203.0.113.50 - - [02/Mar/2026:09:00:01 +0000] "GET / HTTP/1.1" 200 5`: normalize.Likely,
		`2026/03/02 09:01:01 [error] 812#812: x`:                               normalize.Likely,
		`[Mon Mar 02 09:01:03.123456 2026] [core:notice] x`:                    normalize.Likely,
		`2026/03/02 09:01:01 [error] x`:                                        normalize.No,
		`2026/03/02 09:01:01 listening on :8080 [x] and more text`:             normalize.No,
		`Mar  2 08:00:01 web1 app[1]: - [02/Mar/2026:09:00:01 +0000] "x" 200`:  normalize.No,
	} {
		e.Reset([]byte(in))
		if got := f.Claim(e); got != want {
			t.Errorf("%q: claimed with %d, want %d", in, got, want)
		}
	}
}
