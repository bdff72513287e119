// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package envoy

import "testing"

func TestSplit(t *testing.T) {
	for in, want := range map[string][2]string{
		"192.0.2.1:80":       {"192.0.2.1", "80"},
		"[2001:db8::1]:8443": {"2001:db8::1", "8443"},
		"/run/x.sock":        {},
		"-":                  {},
		"":                   {},
		"host.example:80":    {},
		"abc:80":             {},
	} {
		if ip, port := split([]byte(in)); string(ip) != want[0] || string(port) != want[1] {
			t.Errorf("%q: %q port %q, want %q", in, ip, port, want)
		}
	}
}

func TestParseText(t *testing.T) {
	const (
		plain = `[2026-03-02T09:00:01.123Z] "GET / HTTP/1.1" 200 - 0 512 12 11 "203.0.113.70" "a \"b\"" "id" "h" "10.1.0.9:8080"`
		istio = `[2026-03-02T09:00:01.123Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 1 2 3 "-" "a" "id" "h" "10.1.0.9:80" c 1 2 3 - default`
	)
	for _, x := range []struct {
		name, in  string
		ok, istio bool
		words     int
	}{
		{"default", plain, true, false, 11},
		{"Istio", istio, true, true, 20},
		{"more behind", plain + ` "more"`, true, false, 12},
		{"cut", plain[:60], false, false, 0},
		{"no time", `[x] ` + plain[27:], false, false, 0},
		{"another program's", `[2026-03-02T09:00:01.123Z] "text" and more of it`, false, false, 0},
	} {
		got, ok := parseText([]byte(x.in))
		if ok != x.ok || (ok && (got.istio != x.istio || got.n != x.words)) {
			t.Errorf("%s: ok %v, Istio %v, %d words", x.name, ok, got.istio, got.n)
		}
	}
}
