// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// selection is a search identifier with what it stands for.
type selection struct {
	name string
	key  *yaml.Node
	expr Expr
	used bool
}

// detection reads search identifiers and the condition over them; nil where
// that is not possible.
func (p *parser) detection(n *yaml.Node) Expr {
	if n == nil || n.Kind != yaml.MappingNode {
		p.problem(n, Error, "bad-detection", "detection is not a mapping", "")
		return nil
	}
	var condition *yaml.Node
	var all []*selection
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], resolve(n.Content[i+1])
		switch k.Value {
		case "condition":
			condition = v
		case "timeframe":
			p.problem(k, Warning, "timeframe", "timeframe means nothing without an aggregation and is not looked at", "write a correlation rule")
		default:
			all = append(all, &selection{name: k.Value, key: k, expr: p.search(k, v)})
		}
	}
	if condition == nil {
		p.problem(n, Error, "missing-condition", "the detection has no condition", "add condition: with the names of the search identifiers")
		return nil
	}
	e := p.conditions(condition, all)
	for _, s := range all {
		if !s.used && e != nil {
			p.problem(s.key, Warning, "unused-selection", fmt.Sprintf("the condition never looks at %q", s.name), "name it in the condition or remove it")
		}
	}
	return e
}

// conditions reads a condition or a list of them, of which any suffices.
func (p *parser) conditions(n *yaml.Node, all []*selection) Expr {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	if len(list) == 0 {
		p.problem(n, Error, "condition-syntax", "the list of conditions is empty", "")
		return nil
	}
	var or Or
	for _, c := range list {
		c = resolve(c)
		if c.Kind != yaml.ScalarNode {
			p.problem(c, Error, "condition-syntax", "a condition is not a text", "")
			return nil
		}
		e, err := parseCondition(c.Value, all)
		if err != nil {
			p.conditionProblem(position(c), err)
			return nil
		}
		for _, empty := range e.empty {
			p.problem(c, Warning, "empty-selector", fmt.Sprintf("%q names no search identifier and is never true", empty), "")
		}
		or = append(or, e.expr)
	}
	if len(or) == 1 {
		return or[0]
	}
	return or
}

// search reads what a search identifier stands for.
func (p *parser) search(key, v *yaml.Node) Expr {
	switch v.Kind {
	case yaml.MappingNode:
		return p.searchMap(v)
	case yaml.SequenceNode:
		if len(v.Content) == 0 {
			p.problem(key, Error, "empty-selection", fmt.Sprintf("%q is empty", key.Value), "")
			return nil
		}
		var or Or
		for _, c := range v.Content {
			switch c = resolve(c); c.Kind {
			case yaml.MappingNode:
				or = append(or, p.searchMap(c))
			case yaml.ScalarNode:
				or = append(or, p.item(c, "", c))
			default:
				p.problem(c, Error, "bad-selection", "a list inside a list of search values", "")
			}
		}
		return or
	default:
		if v.Tag == tagNull {
			p.problem(key, Error, "empty-selection", fmt.Sprintf("%q is empty", key.Value), "")
			return nil
		}
		return p.item(v, "", v)
	}
}

func (p *parser) searchMap(n *yaml.Node) Expr {
	if len(n.Content) == 0 {
		p.problem(n, Error, "empty-selection", "a map without fields", "")
		return nil
	}
	var and And
	for i := 0; i+1 < len(n.Content); i += 2 {
		and = append(and, p.item(n.Content[i], n.Content[i].Value, resolve(n.Content[i+1])))
	}
	if len(and) == 1 {
		return and[0]
	}
	return and
}

// item reads one field with its modifiers and its value or list of values. at
// is where problems with the field are.
func (p *parser) item(at *yaml.Node, field string, v *yaml.Node) Expr {
	name, mods, _ := strings.Cut(field, "|")
	c, ok := p.chain(at, name, mods)
	if !ok {
		return nil
	}
	values := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		values = v.Content
	}
	if len(values) == 0 {
		p.problem(at, Error, "empty-list", fmt.Sprintf("%q has an empty list of values", field), "remove the field or give it a value")
		return nil
	}
	if c.all && len(values) == 1 {
		p.problem(at, Warning, "all-of-one", "the modifier all has one value to work on", "remove |all")
	}
	var parts []Expr
	for _, n := range values {
		if n = resolve(n); n.Kind != yaml.ScalarNode {
			p.problem(n, Error, "bad-value", fmt.Sprintf("a value of %q is not a text, number, boolean or null", field), "")
			return nil
		}
		if p.values++; p.values > maxValues {
			p.problem(n, Error, "too-large", fmt.Sprintf("the rule has more than %d values", maxValues), "")
			return nil
		}
		e := p.value(c, n)
		if e == nil {
			return nil
		}
		parts = append(parts, e)
	}
	return c.join(parts)
}
