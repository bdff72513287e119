// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "bytes"

// SplitRequest splits the first line of an HTTP request, "GET /a?b HTTP/1.1".
// ok is false where it is none: of what strangers send to a web server's port a
// good part is not HTTP.
func SplitRequest(line []byte) (method, target, version []byte, ok bool) {
	first, last := bytes.IndexByte(line, ' '), bytes.LastIndexByte(line, ' ')
	if first <= 0 {
		return nil, nil, nil, false
	}
	for _, c := range line[:first] {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_' {
			return nil, nil, nil, false
		}
	}
	method = line[:first]
	if last > first && bytes.HasPrefix(line[last+1:], []byte("HTTP/")) {
		return method, line[first+1 : last], line[last+1+len("HTTP/"):], true
	}
	return method, line[first+1:], nil, true
}

// SplitTarget splits a request's target at its query and drops scheme and host,
// which requests to a proxy have.
func SplitTarget(target []byte) (host, path, query []byte) {
	if i := bytes.Index(target, []byte("://")); i > 0 && i < 8 {
		rest := target[i+3:]
		slash := bytes.IndexByte(rest, '/')
		if slash < 0 {
			return rest, nil, nil
		}
		host, target = rest[:slash], rest[slash:]
	}
	path, query, _ = bytes.Cut(target, []byte("?"))
	return host, path, query
}

// HTTPActivity returns the activity_id of http_activity for a method.
func HTTPActivity(method []byte) uint8 {
	for i, m := range [...]string{"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH"} {
		if string(method) == m {
			return uint8(i + 1)
		}
	}
	return 99
}

// HTTPMethod binds the methods that OCSF knows.
func HTTPMethod() Conversion {
	return Convert("where a method of RFC 9110 or PATCH", func(in []byte) ([]byte, bool) {
		return in, HTTPActivity(in) != 99
	})
}

// HostName is the host of a Host header without its port.
func HostName() Conversion {
	return Convert("without the port, unless -", func(in []byte) ([]byte, bool) {
		if i := bytes.LastIndexByte(in, ':'); i > 0 && bytes.IndexByte(in, ':') == i || bytes.IndexByte(in, ']') > 0 {
			in = bytes.Trim(in[:max(i, 0)], "[]")
		}
		return in, string(in) != "-"
	})
}

// HTTPOutcome is the status_id for a status code: failure from 400 on.
func HTTPOutcome() Conversion {
	return ConvertInt("2 from 400 on, else 1", func(in []byte) (int64, bool) {
		n, ok := ParseInt(in)
		if ok && n >= 400 {
			return 2, true
		}
		return 1, ok && n > 0
	})
}
