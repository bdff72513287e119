// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	tagShape    = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9._-]+)+$`)
	attackShape = regexp.MustCompile(`^attack\.(t\d{4}(\.\d{3})?|[gs]\d{4}|ta\d{4}|ds\d{4}|m\d{4}|c\d{4}|[a-z]+([_-][a-z]+)*)$`)
)

func (p *parser) level(root *yaml.Node, r *Rule) {
	name := p.text(root, "level")
	if name == "" {
		return
	}
	l, ok := ParseLevel(name)
	if !ok {
		_, v := member(root, "level")
		p.problem(v, Warning, "unknown-level", fmt.Sprintf("unknown level %q", name), "use informational, low, medium, high or critical")
	}
	r.Level = l
}

func (p *parser) logSource(root *yaml.Node, r *Rule) {
	k, v := member(root, "logsource")
	if k == nil {
		p.problem(nil, Warning, "missing-logsource", "the rule names no log source and meets every event", "add logsource with product, service or category")
		return
	}
	if v.Kind != yaml.MappingNode {
		p.problem(k, Error, "bad-logsource", "logsource is not a mapping", "write product, service or category below it")
		return
	}
	r.LogSource = LogSource{
		Product:  strings.ToLower(p.text(v, "product")),
		Service:  strings.ToLower(p.text(v, "service")),
		Category: strings.ToLower(p.text(v, "category")),
	}
	if r.LogSource == (LogSource{}) {
		p.problem(k, Warning, "missing-logsource", "the rule names no log source and meets every event", "add product, service or category")
	}
}

// lintHead warns of what is legal but wrong outside the detection.
func (p *parser) lintHead(root *yaml.Node, r *Rule) {
	if r.Title == "" {
		p.problem(nil, Warning, "missing-title", "the rule has no title", "")
	}
	switch {
	case r.ID == "":
		p.problem(nil, Warning, "missing-id", "the rule has no id", "give it a random UUID")
		r.ID = "sha256-" + r.Version // findings need one that stays
	case !validUUID.MatchString(r.ID):
		_, v := member(root, "id")
		p.problem(v, Info, "bad-id", fmt.Sprintf("the id %q is not a UUID", r.ID), "")
	}
	_, v := member(root, "status")
	if statuses := []string{"", "stable", "test", "experimental", "deprecated", "unsupported"}; !slices.Contains(statuses, r.Status) {
		p.problem(v, Warning, "unknown-status", fmt.Sprintf("unknown status %q", r.Status), "use stable, test, experimental, deprecated or unsupported")
	}
	_, tags := member(root, "tags")
	for i, t := range r.Tags {
		at := tags
		if tags.Kind == yaml.SequenceNode && i < len(tags.Content) {
			at = tags.Content[i]
		}
		switch {
		case strings.HasPrefix(t, "attack.") && !attackShape.MatchString(t):
			p.problem(at, Warning, "bad-attack-tag", fmt.Sprintf("%q is no ATT&CK tag", t), "write attack.t1059, attack.t1059.001 or a tactic such as attack.execution")
		case !tagShape.MatchString(t):
			p.problem(at, Warning, "bad-tag", fmt.Sprintf("%q is no tag", t), "a tag is namespace.name in lower case")
		}
	}
}
