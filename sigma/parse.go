// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

var (
	yamlLine  = regexp.MustCompile(`line (\d+): (.*)`)
	validUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// Options change how rules are read. The zero value is the usual one.
type Options struct {
	// Placeholders gives the values for "%name%" under the expand modifier.
	Placeholders map[string][]string
}

// A Set is what rule files hold.
type Set struct {
	Rules        []*Rule
	Problems     []Problem
	Files        int
	Detections   int // detection rules, the refused ones too
	Correlations int
	Filters      int
}

// Failed reports whether any problem is an [Error].
func (s *Set) Failed() bool {
	return slices.ContainsFunc(s.Problems, func(p Problem) bool { return p.Severity == Error })
}

// Parse reads the documents of one rule file; file is its name in problems.
// Reading ends at the first syntax error of YAML.
func Parse(file string, data []byte, o Options) *Set {
	s := &Set{Files: 1}
	p := &parser{file: file, options: o, set: s}
	if len(data) > maxFile {
		p.problem(nil, Error, "too-large", fmt.Sprintf("the file is larger than %d bytes", maxFile), "")
		return s
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for range maxDocuments {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return s
		}
		if err != nil {
			p.syntax(err)
			return s
		}
		p.document(&doc)
	}
	p.problem(nil, Error, "too-large", fmt.Sprintf("the file has more than %d documents", maxDocuments), "")
	return s
}

// parser reads one file; rule-wide state is reset for each document.
type parser struct {
	file    string
	options Options
	set     *Set

	start   *yaml.Node // the document's root
	failed  bool       // the document has an error
	pending []string   // placeholders without value
	values  int        // values read so far
}

// problem notes something wrong at n, or at the document's start where n is nil.
func (p *parser) problem(n *yaml.Node, s Severity, code, message, hint string) {
	if n == nil {
		n = p.start
	}
	line, column := 1, 1
	if n != nil {
		line, column = max(n.Line, 1), n.Column
	}
	p.at(line, column, s, code, message, hint)
}

func (p *parser) at(line, column int, s Severity, code, message, hint string) {
	p.failed = p.failed || s == Error
	p.set.Problems = append(p.set.Problems, Problem{
		File: p.file, Line: line, Column: column, Severity: s, Code: code, Message: message, Hint: hint,
	})
}

func (p *parser) syntax(err error) {
	p.start = nil
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		p.problem(nil, Error, "yaml-syntax", err.Error(), "")
		return
	}
	line, _ := strconv.Atoi(m[1])
	p.at(max(line, 1), 1, Error, "yaml-syntax", m[2], "mend the YAML; the rest of the file was not read")
}

func (p *parser) document(doc *yaml.Node) {
	if len(doc.Content) == 0 || doc.Content[0].Tag == tagNull && len(doc.Content[0].Content) == 0 {
		return // nothing between two separators
	}
	root := resolve(doc.Content[0])
	p.start, p.failed, p.pending, p.values = root, false, nil, 0
	if root == nil || root.Kind != yaml.MappingNode {
		p.problem(nil, Error, "not-a-rule", "the document is not a mapping", "a rule starts with keys such as title, logsource, detection")
		return
	}
	if !bounded(root) {
		p.problem(nil, Error, "too-large", fmt.Sprintf("the document is nested deeper than %d or has more than %d values", maxDepth, maxNodes), "")
		return
	}
	p.duplicates(root)
	switch {
	case p.has(root, "correlation"):
		p.set.Correlations++
		k, _ := member(root, "correlation")
		p.problem(k, Error, "correlation-unsupported", "correlation rules are not supported yet", "")
	case p.has(root, "filter"):
		p.set.Filters++
		k, _ := member(root, "filter")
		p.problem(k, Error, "filter-unsupported", "filters are not supported yet", "")
	case p.has(root, "action"):
		k, _ := member(root, "action")
		p.problem(k, Error, "collection-unsupported", "rule collections with action are no longer part of Sigma", "write each rule as a document of its own")
	case !p.has(root, "detection"):
		p.problem(nil, Error, "not-a-rule", "the document has no detection", "a rule needs logsource and detection")
	default:
		p.set.Detections++
		if r := p.rule(root); r != nil {
			p.set.Rules = append(p.set.Rules, r)
		}
	}
}

func (p *parser) has(n *yaml.Node, name string) bool {
	k, _ := member(n, name)
	return k != nil
}

// duplicates refuses mappings that have a key twice: readers of YAML disagree
// about which one counts.
func (p *parser) duplicates(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode {
				p.problem(k, Error, "bad-key", "a key is not a plain text", "")
				continue
			}
			if k.Tag == "!!merge" {
				p.problem(k, Error, "bad-key", "merge keys are not part of Sigma", "write the members out")
			}
			if seen[k.Value] {
				p.problem(k, Error, "duplicate-key", fmt.Sprintf("the key %q is there twice", k.Value), "use a list of maps to ask two things of one field")
			}
			seen[k.Value] = true
		}
	}
	for _, c := range n.Content {
		if c.Kind != yaml.AliasNode {
			p.duplicates(c)
		}
	}
}

// rule reads a detection rule; nil where it has an error.
func (p *parser) rule(root *yaml.Node) *Rule {
	r := &Rule{File: p.file, Line: max(root.Line, 1), Version: contentHash(root)}
	r.ID, r.Title, r.Name = p.text(root, "id"), p.text(root, "title"), p.text(root, "name")
	r.Status, r.Description, r.Author = p.text(root, "status"), p.text(root, "description"), p.text(root, "author")
	r.Tags, r.References = p.texts(root, "tags"), p.texts(root, "references")
	r.Fields, r.FalsePositives = p.texts(root, "fields"), p.texts(root, "falsepositives")
	p.level(root, r)
	p.logSource(root, r)
	p.lintHead(root, r)
	_, detection := member(root, "detection")
	r.Detection = p.detection(detection)
	if p.failed || r.Detection == nil {
		return nil
	}
	if len(p.pending) > 0 {
		r.Inactive = fmt.Sprintf("no value for placeholder %%%s%%", p.pending[0])
	}
	return r
}

func (p *parser) text(root *yaml.Node, name string) string {
	k, v := member(root, name)
	if k == nil || v.Tag == tagNull {
		return ""
	}
	if v.Kind != yaml.ScalarNode {
		p.problem(k, Warning, "bad-"+name, name+" is not a text", "")
		return ""
	}
	return v.Value
}

func (p *parser) texts(root *yaml.Node, name string) []string {
	_, v := member(root, name)
	return scalars(v)
}
