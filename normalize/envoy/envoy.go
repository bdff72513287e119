// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package envoy

import (
	"bytes"
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// A Format reads Envoy's access logs.
type Format struct {
	info       normalize.Info
	shape      *event.Shape
	slots      slots
	request    *normalize.Compiled
	connection *normalize.Compiled
	words      []string // the names of the places in the default format
	istioWords []string
}

// slots are the fields that are read out of others.
type slots struct {
	method, path, protocol, target, uri, stem, stem2, query, query2, extension, version event.Slot
	downstream, upstream, forwarded, client, clientPort, source                         event.Slot
	upstreamIP, upstreamPort, forwardedIP                                               event.Slot
}

// New returns a format whose names are in f.
func New(f *event.Fields) *Format {
	x := &Format{info: info(), words: defaultNames(), istioWords: istioNames(), shape: f.Shape(), slots: slots{
		method: f.Native("method"), path: f.Native("path"), protocol: f.Native("protocol"),
		target: f.Native("c-uri"), uri: f.Native("cs-uri"), stem: f.Native("cs-uri-stem"), stem2: f.Native("c-uri-stem"),
		query: f.Native("cs-uri-query"), query2: f.Native("c-uri-query"), extension: f.Native("c-uri-extension"), version: f.Native("cs-version"),
		downstream: f.Native("downstream_remote_address"), upstream: f.Native("upstream_host"), forwarded: f.Native("x_forwarded_for"),
		client: f.Native("c-ip"), clientPort: f.Native("c-port"), source: f.Native("src_ip"),
		upstreamIP: f.Native("upstream_ip"), upstreamPort: f.Native("upstream_port"),
		forwardedIP: f.OCSF("http_request.x_forwarded_for"),
	}}
	for _, a := range [][2]string{
		{"method", "cs-method"}, {"authority", "cs-host"}, {"user_agent", "c-useragent"}, {"user_agent", "cs-user-agent"},
		{"response_code", "sc-status"}, {"bytes_sent", "sc-bytes"}, {"bytes_received", "cs-bytes"},
		{"referer", "cs-referer"}, {"referer", "cs-referrer"}, {"user-agent", "user_agent"}, {"x-forwarded-for", "x_forwarded_for"},
		{"path", "c-uri"}, {"path", "cs-uri"},
	} {
		x.shape.Alias(a[0], a[1])
	}
	m := mappings()
	x.request, x.connection = m[0].Compile(f), m[1].Compile(f)
	return x
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "envoy", Title: "Envoy access logs", Vendor: "Envoy", Product: "Envoy Proxy",
		Shapes:   []string{"the default text format", "Istio's text format", "JSON with Istio's members"},
		Mappings: mappings(),
		Sources: []string{
			"https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
			"https://istio.io/latest/docs/tasks/observability/logs/access-log/",
		},
	}
}

// Claim implements [normalize.Format]: flags and the upstream host are Envoy's
// own words.
func (*Format) Claim(e *event.Event) normalize.Confidence {
	if root := e.Root(); root.Exists() {
		switch {
		case !root.Child("start_time").Exists() || !root.Child("response_flags").Exists():
			return normalize.No
		case root.Child("upstream_host").Exists() || root.Child("upstream_cluster").Exists():
			return normalize.Sure
		default:
			return normalize.Likely
		}
	}
	if _, ok := parseText(e.Raw()); ok {
		return normalize.Likely
	}
	return normalize.No
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	if root := e.Root(); root.Exists() {
		if !root.Child("start_time").Exists() {
			return fmt.Errorf("%w: no start_time", normalize.ErrMalformed)
		}
		e.Time, _ = normalize.ParseTime(root.Child("start_time").Text())
	} else {
		x, ok := parseText(e.Raw())
		if !ok {
			return fmt.Errorf("%w: not an access log of Envoy", normalize.ErrMalformed)
		}
		e.Time, _ = normalize.ParseTime(x.time)
		names := f.words
		if x.istio {
			names = f.istioWords
		}
		x.build(e, names)
	}
	e.BindShape(f.shape)
	e.Channel, e.Provider = "access", "envoy"
	f.addresses(e)
	method := e.Get(f.slots.method).Text()
	if len(method) == 0 || string(method) == "-" {
		f.connection.Apply(e)
		return nil
	}
	f.target(e)
	e.Activity = normalize.HTTPActivity(method)
	f.request.Apply(e)
	return nil
}

// addresses binds the client and the upstream host, which Envoy writes with
// their ports.
func (f *Format) addresses(e *event.Event) {
	s := &f.slots
	forwarded := e.Get(s.forwarded).Text()
	if ip, port := split(e.Get(s.downstream).Text()); len(ip) > 0 {
		e.SetString(s.client, ip)
		e.SetString(s.source, ip)
		e.SetString(s.clientPort, port)
	} else if last := bytes.TrimSpace(forwarded[bytes.LastIndexByte(forwarded, ',')+1:]); len(last) > 1 {
		e.SetString(s.client, last)
		e.SetString(s.source, last)
	}
	if ip, port := split(e.Get(s.upstream).Text()); len(ip) > 0 {
		e.SetString(s.upstreamIP, ip)
		e.SetString(s.upstreamPort, port)
	}
	if len(forwarded) > 1 {
		for addr := range bytes.SplitSeq(forwarded, []byte(",")) {
			e.SetString(s.forwardedIP, bytes.TrimSpace(addr))
		}
	}
}

// split splits "192.0.2.1:80" and "[2001:db8::1]:80"; ip is empty where the text
// is no address.
func split(b []byte) (ip, port []byte) {
	i := bytes.LastIndexByte(b, ':')
	if i <= 0 {
		return nil, nil
	}
	host := bytes.Trim(b[:i], "[]")
	digits := "0123456789."
	if bytes.IndexByte(host, ':') >= 0 {
		digits = "0123456789.:abcdefABCDEF"
	}
	if len(bytes.Trim(host, digits)) > 0 {
		return nil, nil
	}
	return host, b[i+1:]
}

// target binds the parts of the path.
func (f *Format) target(e *event.Event) {
	s := &f.slots
	if p := e.Get(s.protocol).Text(); bytes.HasPrefix(p, []byte("HTTP/")) {
		e.SetString(s.version, p[len("HTTP/"):])
	}
	target := e.Get(s.path).Text()
	if len(target) == 0 || string(target) == "-" {
		return
	}
	_, path, query := normalize.SplitTarget(target)
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
