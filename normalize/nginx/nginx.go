// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx

import (
	"bytes"
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// A Format reads the logs of nginx and Apache.
type Format struct {
	info    normalize.Info
	shape   *event.Shape
	slots   slots
	access  *normalize.Compiled
	trouble *normalize.Compiled
}

// slots are the fields that are read out of the request.
type slots struct {
	method, target, uri, stem, stem2, query, query2, extension, version, host event.Slot
	request, status, forwarded, forwardedIP                                   event.Slot
}

// New returns a format whose names are in f.
func New(f *event.Fields) *Format {
	x := &Format{info: info(), shape: f.Shape(), slots: slots{
		method: f.Native("cs-method"), target: f.Native("c-uri"), uri: f.Native("cs-uri"),
		stem: f.Native("cs-uri-stem"), stem2: f.Native("c-uri-stem"),
		query: f.Native("cs-uri-query"), query2: f.Native("c-uri-query"), extension: f.Native("c-uri-extension"),
		version: f.Native("cs-version"), host: f.Native("cs-host"), request: f.Native("request"), status: f.Native("status"), forwarded: f.Native("http_x_forwarded_for"),
		forwardedIP: f.OCSF("http_request.x_forwarded_for"),
	}}
	for _, a := range aliases() {
		x.shape.Alias(a[0], a[1])
	}
	m := mappings()
	x.access, x.trouble = m[0].Compile(f), m[1].Compile(f)
	return x
}

// aliases are the names that rules use for nginx's variables.
func aliases() [][2]string {
	return [][2]string{
		{"remote_addr", "c-ip"}, {"remote_addr", "src_ip"}, {"remote_user", "cs-username"},
		{"status", "sc-status"}, {"body_bytes_sent", "sc-bytes"}, {"bytes_sent", "sc-bytes"},
		{"http_referer", "cs-referer"}, {"http_referer", "cs-referrer"}, {"http_referrer", "http_referer"},
		{"http_user_agent", "c-useragent"}, {"http_user_agent", "cs-user-agent"},
		{"http_host", "cs-host"}, {"host", "cs-host"}, {"server_name", "cs-host"}, {"http_cookie", "cs-cookie"},
		{"request_method", "cs-method"}, {"request_uri", "c-uri"},
		{"client", "c-ip"}, {"client", "src_ip"},
	}
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "nginx", Title: "nginx and Apache logs", Vendor: "F5", Product: "nginx",
		Shapes: []string{
			"combined, common and vhost_combined access logs",
			"access logs as JSON with nginx's variables",
			"error logs of nginx and Apache 2.4",
			"the same sent to syslog",
		},
		Mappings: mappings(),
		Sources: []string{
			"https://nginx.org/en/docs/http/ngx_http_log_module.html",
			"https://nginx.org/en/docs/ngx_core_module.html#error_log",
			"https://httpd.apache.org/docs/2.4/mod/mod_log_config.html",
			"https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat",
		},
	}
}

// Claim implements [normalize.Format].
func (*Format) Claim(e *event.Event) normalize.Confidence {
	if root := e.Root(); root.Exists() {
		if root.Child("remote_addr").Exists() && root.Child("status").Exists() &&
			(root.Child("request").Exists() || root.Child("request_uri").Exists()) {
			return normalize.Likely
		}
		return normalize.No
	}
	text, sent := body(e.Raw())
	_, access := parseAccess(text)
	switch {
	case !access && !isError(text) && !isApacheError(text):
		return normalize.No
	case sent:
		return normalize.Sure
	default:
		return normalize.Likely
	}
}

// body returns the entry without the syslog header that servers send it behind,
// and whether there was one.
func body(raw []byte) (text []byte, sent bool) {
	if text, sent = normalize.SyslogBody(raw, "nginx", "httpd", "apache2", "apache"); sent {
		return text, true
	}
	return raw, false
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	e.Provider = "nginx"
	switch text, _ := body(e.Raw()); {
	case e.Root().Exists():
		f.readJSON(e)
	case isError(text):
		f.readError(e, text)
	case isApacheError(text):
		f.readApacheError(e, text)
	default:
		a, ok := parseAccess(text)
		if !ok {
			return fmt.Errorf("%w: not an access log", normalize.ErrMalformed)
		}
		e.Time, _ = parseTime(a.time)
		a.build(e)
		e.BindShape(f.shape)
		f.finish(e)
	}
	return nil
}

func (f *Format) readJSON(e *event.Event) {
	root := e.Root()
	for _, name := range [...]string{"time_iso8601", "msec", "time_local", "@timestamp", "timestamp", "time"} {
		text := root.Child(name).Text()
		ns, ok := normalize.ParseTime(text)
		if !ok {
			ns, ok = parseTime(text)
		}
		if ok {
			e.Time = ns
			break
		}
	}
	e.BindShape(f.shape)
	f.finish(e)
}

// finish reads the request and applies the mapping.
func (f *Format) finish(e *event.Event) {
	e.Channel = "access"
	f.readRequest(e)
	if !isStatus(e.Get(f.slots.status).Text()) && !e.Has(f.slots.target) {
		f.trouble.Apply(e) // nothing of a request is known
		return
	}
	e.Activity = normalize.HTTPActivity(e.Get(f.slots.method).Text())
	f.access.Apply(e)
	if list := e.Get(f.slots.forwarded).Text(); len(list) > 1 {
		for addr := range bytes.SplitSeq(list, []byte(",")) {
			e.SetString(f.slots.forwardedIP, bytes.TrimSpace(addr))
		}
	}
}

// readRequest binds the parts of the request's first line.
func (f *Format) readRequest(e *event.Event) {
	s := &f.slots
	target := e.Get(s.target).Text() // $request_uri
	if method, uri, version, ok := normalize.SplitRequest(e.Get(s.request).Text()); ok {
		if !e.Has(s.method) {
			e.SetString(s.method, method)
		}
		if len(target) == 0 {
			target = uri
			e.SetString(s.target, target)
		}
		if len(version) > 0 {
			e.SetString(s.version, version)
		}
	}
	if len(target) == 0 {
		return
	}
	e.SetString(s.uri, target)
	host, path, query := normalize.SplitTarget(target)
	if len(host) > 0 && !e.Has(s.host) {
		e.SetString(s.host, host)
	}
	e.SetString(s.stem, path)
	e.SetString(s.stem2, path)
	if len(query) > 0 {
		e.SetString(s.query, query)
		e.SetString(s.query2, query)
	}
	e.SetString(s.query, target)
	if i := bytes.LastIndexByte(path, '.'); i > bytes.LastIndexByte(path, '/') {
		e.SetString(s.extension, path[i+1:])
	}
}
