// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// model is what both clients are written from.
type model struct {
	schemas map[string]*schema
	calls   []call
	left    []string // operations that answer no JSON
}

// call is an operation as a client sees it.
type call struct {
	operation
	method, path string
	params       []param
	body         *schema // nil for none
	answer       *schema // nil for none
	tagged       bool    // the answer has an ETag
	stream       bool    // the answer is a stream of events, each an answer
	item         *schema // of a list that has cursors; nil for others
}

// param is a parameter of a call.
type param struct {
	parameter
	name string // as words: "idempotency key"
	// made is set for the key that the client makes itself where none is given.
	made bool
}

// read makes the model of a document.
func read(raw []byte) (*model, error) {
	var d openAPI
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1.") {
		return nil, fmt.Errorf("OpenAPI %q: %w", d.OpenAPI, errUnknown)
	}
	m := &model{schemas: d.Components.Schemas}
	for _, path := range sorted(d.Paths) {
		for _, method := range sorted(d.Paths[path]) {
			c := call{operation: *d.Paths[path][method], method: strings.ToUpper(method), path: path}
			known, err := m.complete(&c)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", c.method, c.path, err)
			}
			if known {
				m.calls = append(m.calls, c)
			} else {
				m.left = append(m.left, c.OperationID)
			}
		}
	}
	slices.SortFunc(m.calls, func(a, b call) int { return cmp.Compare(a.OperationID, b.OperationID) })
	return m, nil
}

// complete finds out what goes into a call and what comes out. It reports false for one that answers no JSON.
func (m *model) complete(c *call) (bool, error) {
	if c.OperationID == "" {
		return false, fmt.Errorf("an operation without a name: %w", errUnknown)
	}
	if known, err := c.answers(); !known || err != nil {
		return false, err
	}
	if c.RequestBody != nil {
		c.body = c.RequestBody.Content["application/json"].Schema
		if c.body == nil {
			return false, fmt.Errorf("a body that is no JSON: %w", errUnknown)
		}
	}
	names := map[string]bool{"body": true}
	for _, p := range c.Parameters {
		x := param{parameter: p, name: strings.ToLower(strings.NewReplacer("-", " ", "_", " ").Replace(p.Name))}
		if p.In == "header" {
			x.name = strings.TrimPrefix(x.name, "x ")
			x.made = p.Name == "Idempotency-Key"
		}
		if names[x.name] || p.Schema == nil || !slices.Contains([]string{"path", "query", "header"}, p.In) {
			return false, fmt.Errorf("parameter %s in %s: %w", p.Name, p.In, errUnknown)
		}
		names[x.name] = true
		c.params = append(c.params, x)
	}
	return true, m.paged(c)
}

// answers finds the answer of a call that succeeded. It reports false for one that is no JSON, or leads elsewhere.
func (c *call) answers() (bool, error) {
	for _, status := range sorted(c.Responses) {
		switch status[0] {
		case '2':
		case '3': // it leads browsers on
			return false, nil
		default:
			continue
		}
		r := c.Responses[status]
		_, c.tagged = r.Headers["ETag"]
		if s := r.Content["text/event-stream"].Schema; s != nil {
			c.answer, c.stream = s, true
			return true, nil
		}
		if _, own := r.Headers["Content-Type"]; own || status != "204" && len(r.Content) == 0 {
			return false, nil
		}
		c.answer = r.Content["application/json"].Schema
		if status != "204" && c.answer == nil {
			return false, fmt.Errorf("answer %s: %w", status, errUnknown)
		}
		return true, nil
	}
	return false, fmt.Errorf("no answer of success: %w", errUnknown)
}

// paged finds the items of a list that is read part by part: the answer has items and next, the request after.
func (m *model) paged(c *call) error {
	if c.answer == nil || c.answer.ref() == "" {
		return nil
	}
	s := m.schemas[c.answer.ref()]
	if s == nil {
		return fmt.Errorf("schema %s is not there: %w", c.answer.Ref, errUnknown)
	}
	items, next := s.Properties["items"], s.Properties["next"]
	after := slices.ContainsFunc(c.params, func(p param) bool {
		return p.In == "query" && p.Name == "after" && slices.Equal(p.Schema.Type, []string{"string"})
	})
	if items != nil && next != nil && after {
		c.item = items.Items
	}
	return nil
}

// required reports whether the caller has to give the parameter.
func (p *param) required() bool { return p.Required && !p.made }

// needed reports whether a call has something that the caller has to give.
func (c *call) needed() bool {
	return c.body != nil || slices.ContainsFunc(c.params, func(p param) bool { return p.required() })
}

// bare reports whether a call takes nothing at all.
func (c *call) bare() bool { return c.body == nil && len(c.params) == 0 }

// all is the name of the call that reads a whole list, as words.
func (c *call) all() string { return "all " + strings.TrimPrefix(words(c.OperationID), "list ") }

// words takes the name of an operation apart.
func words(name string) string { return strings.ReplaceAll(name, "-", " ") }

// pascal writes words as exported names are written; caps says how single words are written.
func pascal(name string, caps map[string]string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(strings.ReplaceAll(name, "_", " ")) {
		if c, ok := caps[w]; ok {
			b.WriteString(c)
			continue
		}
		b.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return b.String()
}

// camel writes words as names of TypeScript are written.
func camel(name string) string {
	p := pascal(name, nil)
	return strings.ToLower(p[:1]) + p[1:]
}

// sentence is a summary as a sentence, for comments.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
