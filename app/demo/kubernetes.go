// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A request is one to the Kubernetes API server.
type request struct {
	user    string
	groups  []string
	pod     string // of a service account's request
	ip      string
	agent   string
	verb    string
	object  object
	query   string
	code    int
	level   string // Metadata where empty
	payload string // requestObject, as JSON
	reason  string // of the decision
}

// An object is what a request is about.
type object struct{ group, version, resource, namespace, name, sub string }

// path is the request's path.
func (o object) path() string {
	parts := []string{"/api", o.version}
	if o.group != "" {
		parts = []string{"/apis", o.group, o.version}
	}
	if o.namespace != "" {
		parts = append(parts, "namespaces", o.namespace)
	}
	for _, part := range []string{o.resource, o.name, o.sub} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "/")
}

// kubernetes writes an audit event.
func (w *writer) kubernetes(r request) {
	level := r.level
	if level == "" {
		level = "Metadata"
	}
	w.object("")
	w.strs("kind", "Event", "apiVersion", "audit.k8s.io/v1", "level", level)
	w.uuid("auditID")
	w.strs("stage", "ResponseComplete", "requestURI", r.object.path()+r.query, "verb", r.verb)
	w.object("user")
	w.str("username", r.user)
	w.lit("groups", "[")
	for _, g := range r.groups {
		w.str("", g)
	}
	w.b = append(w.b, ']')
	if r.pod != "" {
		w.lit("extra", `{"authentication.kubernetes.io/pod-name":["`+r.pod+`"]}`)
	}
	w.end()
	w.lit("sourceIPs", `["`+r.ip+`"]`)
	w.str("userAgent", r.agent)
	w.object("objectRef")
	w.str("resource", r.object.resource)
	for _, x := range [][2]string{{"namespace", r.object.namespace}, {"name", r.object.name}, {"apiGroup", r.object.group}, {"apiVersion", r.object.version}, {"subresource", r.object.sub}} {
		if x[1] != "" {
			w.str(x[0], x[1])
		}
	}
	w.end()
	w.lit("responseStatus", `{"metadata":{},"code":`+strconv.Itoa(r.code)+`}`)
	if r.payload != "" {
		w.lit("requestObject", r.payload)
	}
	w.time("requestReceivedTimestamp", micros)
	w.time("stageTimestamp", micros)
	decision := "allow"
	if r.code == 403 {
		decision = "forbid"
	}
	w.lit("annotations", `{"authorization.k8s.io/decision":"`+decision+`","authorization.k8s.io/reason":"`+r.reason+`"}`)
	w.end()
}

func (p *plan) request(at int64, r request) {
	p.add(at, Kubernetes, func(w *writer) { w.kubernetes(r) })
}

func namespaces() []string { return []string{"charts", "routing", "payments", "telemetry", "shop"} }

// cluster plans what a cluster's own programs ask all day.
func cluster(p *plan, at int64) {
	node := fmt.Sprintf("node-%d", 1+p.rng.IntN(6))
	ns := one(p.rng, namespaces())
	kubelet := request{user: "system:node:" + node, groups: []string{"system:nodes", "system:authenticated"}, ip: "10.20.9.1" + node[5:], agent: "kubelet/v1.34.1 (linux/amd64) kubernetes/93248f9", code: 200}
	control := func(name string) request {
		return request{user: "system:" + name, groups: []string{"system:authenticated"}, ip: "10.20.9.10", agent: name + "/v1.34.1 (linux/amd64) kubernetes/93248f9", code: 200}
	}
	r := kubelet
	switch n := p.rng.IntN(100); {
	case n < 35:
		r.verb, r.object = "update", object{"coordination.k8s.io", "v1", "leases", "kube-node-lease", node, ""}
	case n < 50:
		r.verb, r.object = "patch", object{"", "v1", "pods", ns, ns + "-api-6c9f7d8b5-" + one(p.rng, []string{"x2k4p", "qm7zt"}), "status"}
	case n < 58:
		r.verb, r.object, r.query = "watch", object{"", "v1", "configmaps", ns, "", ""}, "?allowWatchBookmarks=true&resourceVersion=48120771&watch=true"
	case n < 72:
		r = control("kube-controller-manager")
		r.verb, r.object = "update", object{"coordination.k8s.io", "v1", "leases", "kube-system", "kube-controller-manager", ""}
	case n < 86:
		r = control("kube-scheduler")
		r.verb, r.object = "update", object{"coordination.k8s.io", "v1", "leases", "kube-system", "kube-scheduler", ""}
	case n < 94:
		r = control("kube-controller-manager")
		r.verb, r.object = "get", object{"", "v1", "endpoints", ns, ns + "-api", ""}
	default:
		r = request{user: "system:serviceaccount:telemetry:collector", groups: []string{"system:serviceaccounts", "system:authenticated"}, pod: "collector-0", ip: "10.244.3.17",
			agent: "collector/0.140.0", verb: "list", object: object{"", "v1", "pods", ns, "", ""}, query: "?limit=500", code: 200}
	}
	p.request(at, r)
}

const kubectl = "kubectl/v1.34.1 (linux/amd64) kubernetes/93248f9"

// developer plans how a developer looks at the cluster, or the build server
// deploys to it.
func developer(p *plan, at int64) {
	ns := one(p.rng, namespaces())
	if chance(p.rng, 400) {
		p.deploy(at, ns)
		return
	}
	who := p.someone(at)
	r := request{user: who.login, groups: []string{"developers", "system:authenticated"}, ip: who.host.ip, agent: kubectl, code: 200, verb: "list", object: object{"", "v1", "pods", ns, "", ""}, query: "?limit=500"}
	p.request(at, r)
	if chance(p.rng, 500) {
		r.verb, r.query = "get", "?follow=true"
		r.object.name, r.object.sub = ns+"-api-6c9f7d8b5-x2k4p", "log"
		p.request(p.soon(at, 20*time.Second), r)
	}
}

// deploy plans a new version.
func (p *plan) deploy(at int64, ns string) {
	r := request{user: "system:serviceaccount:builds:deployer", groups: []string{"system:serviceaccounts", "system:authenticated"}, ip: buildIP, agent: "helm/v3.19.0", code: 200,
		verb: "get", object: object{"apps", "v1", "deployments", ns, ns + "-api", ""}}
	p.request(at, r)
	r.verb, r.level = "patch", "Request"
	r.payload = `{"spec":{"template":{"spec":{"containers":[{"name":"api","image":"registry.` + domain + `/` + ns + `:` + strconv.Itoa(4000+p.rng.IntN(900)) + `"}]}}}}`
	p.request(at+800e6, r)
}
