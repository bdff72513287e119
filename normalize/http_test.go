// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "testing"

func TestSplitRequest(t *testing.T) {
	for _, x := range []struct {
		in, method, host, path, query, version string
		ok                                     bool
	}{
		{in: "GET /a?b=c HTTP/1.1", method: "GET", path: "/a", query: "b=c", version: "1.1", ok: true},
		{in: "GET /a b c HTTP/1.1", method: "GET", path: "/a b c", version: "1.1", ok: true},
		{in: "GET http://h.example/x?y HTTP/1.0", method: "GET", host: "h.example", path: "/x", query: "y", version: "1.0", ok: true},
		{in: "CONNECT h.example:443 HTTP/1.1", method: "CONNECT", path: "h.example:443", version: "1.1", ok: true},
		{in: "GET http://h.example", method: "GET", host: "h.example", ok: true},
		{in: "GET /?u=http://x/y HTTP/2", method: "GET", path: "/", query: "u=http://x/y", version: "2", ok: true},
		{in: `\x16\x03\x01 x`},
		{in: "-"},
		{in: ""},
		{in: " GET / HTTP/1.1"},
	} {
		method, target, version, ok := SplitRequest([]byte(x.in))
		host, path, query := SplitTarget(target)
		if string(method) != x.method || string(host) != x.host || string(path) != x.path || string(query) != x.query ||
			string(version) != x.version || ok != x.ok {
			t.Errorf("%q: method %q host %q path %q query %q version %q %v", x.in, method, host, path, query, version, ok)
		}
	}
}

func TestHTTPActivity(t *testing.T) {
	for method, want := range map[string]uint8{"GET": 3, "POST": 6, "PATCH": 9, "CONNECT": 1, "PROPFIND": 99, "": 99, "get": 99} {
		if got := HTTPActivity([]byte(method)); got != want {
			t.Errorf("%q: activity %d, want %d", method, got, want)
		}
	}
}
