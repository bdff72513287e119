// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package envoy

import (
	"bytes"

	"gambeson/event"
	"gambeson/normalize"
)

// text is a line of one of the two text formats: the words behind the request,
// each with the name that its place has.
type text struct {
	time    []byte
	request []byte
	values  [24][]byte
	n       int
	istio   bool // the format is Istio's
}

// The places of Envoy's default format and of Istio's, behind the request.
func defaultNames() []string {
	return []string{"response_code", "response_flags", "bytes_received", "bytes_sent", "duration", "upstream_service_time",
		"x_forwarded_for", "user_agent", "request_id", "authority", "upstream_host"}
}

func istioNames() []string {
	return []string{"response_code", "response_flags", "response_code_details", "connection_termination_details",
		"upstream_transport_failure_reason", "bytes_received", "bytes_sent", "duration", "upstream_service_time",
		"x_forwarded_for", "user_agent", "request_id", "authority", "upstream_host", "upstream_cluster",
		"upstream_local_address", "downstream_local_address", "downstream_remote_address", "requested_server_name", "route_name"}
}

// parseText splits a line and reports whether it is one of Envoy's.
func parseText(b []byte) (text, bool) {
	var x text
	if len(b) < 30 || b[0] != '[' || b[5] != '-' || b[11] != 'T' {
		return x, false
	}
	end := bytes.IndexByte(b[:min(len(b), 48)], ']')
	if end < 0 || end+3 > len(b) || b[end+1] != ' ' || b[end+2] != '"' {
		return x, false
	}
	x.time = b[1:end]
	if _, ok := normalize.ParseTime(x.time); !ok {
		return x, false
	}
	var quoted bool
	x.request, quoted, b = next(b[end+2:])
	if !quoted {
		return x, false
	}
	for len(b) > 0 && x.n < len(x.values) {
		x.values[x.n], quoted, b = next(b)
		x.istio = x.istio || x.n == 4 && quoted // a failure's reason
		x.n++
	}
	least := 9 // the words that all versions of the format have
	if x.istio {
		least = 17
	}
	return x, x.n >= least && isCode(x.values[0])
}

func isCode(b []byte) bool {
	return len(b) > 0 && len(b) < 4 && len(bytes.Trim(b, "0123456789")) == 0
}

// next cuts a word or a text in quotes, and the blank behind it, off b.
func next(b []byte) (word []byte, quoted bool, rest []byte) {
	if len(b) > 0 && b[0] == '"' {
		for i := 1; i < len(b); i++ {
			switch b[i] {
			case '\\':
				i++
			case '"':
				return b[1:i], true, bytes.TrimPrefix(b[i+1:], []byte(" "))
			}
		}
		return b[1:], false, nil
	}
	word, rest, _ = bytes.Cut(b, []byte(" "))
	return word, false, rest
}

// build makes the native tree; names are those of the format's places.
func (x *text) build(e *event.Event, names []string) {
	e.BeginObject(nil)
	e.AddString([]byte("start_time"), x.time)
	if method, path, ok := bytes.Cut(x.request, []byte(" ")); ok {
		e.AddString([]byte("method"), method)
		if i := bytes.LastIndexByte(path, ' '); i >= 0 {
			e.AddString([]byte("path"), path[:i])
			e.AddString([]byte("protocol"), path[i+1:])
		} else {
			e.AddString([]byte("path"), path)
		}
	} else {
		e.AddString([]byte("request"), x.request)
	}
	for i := range min(x.n, len(names)) {
		e.AddString([]byte(names[i]), x.values[i])
	}
	e.End()
}
