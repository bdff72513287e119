// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"slices"
)

// note is one result about a place in a file, as --output sarif writes it: a finding, or a problem of a rule.
type note struct {
	rule    string // the id of the rule or check that speaks
	title   string // what the rule is about, one line
	level   string // error, warning or note
	message string // what is so here
	path    string // the file, relative to the current folder or absolute
	line    int    // 1-based, 0 for the whole file
	column  int    // 1-based, 0 for the whole line
	id      string // the same in every run for the same result, "" where there is none
}

// sarifReport writes notes as a SARIF 2.1.0 log, one by one: what is held is the rules, not the results.
type sarifReport struct {
	out   *bufio.Writer
	rules map[string]string
	count int
}

// The parts of a SARIF log (OASIS, sections 3.14 to 3.49) that are written.
type (
	sarifText struct {
		Text string `json:"text"`
	}
	sarifMessage = sarifText
	sarifRule    struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
	sarifPlace struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region *sarifRegion `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifResult struct {
		Rule         string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      sarifMessage      `json:"message"`
		Places       []sarifPlace      `json:"locations,omitempty"`
		Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"semanticVersion,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
)

// newSARIF begins a log; the caller closes it.
func newSARIF(w io.Writer) (*sarifReport, error) {
	r := &sarifReport{out: bufio.NewWriter(w), rules: map[string]string{}}
	_, err := r.out.WriteString(`{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[` + "\n")
	return r, err
}

// add writes a note.
func (r *sarifReport) add(n note) error {
	r.rules[n.rule] = n.title
	result := sarifResult{Rule: n.rule, Level: n.level, Message: sarifMessage{n.message}}
	if n.path != "" {
		var place sarifPlace
		place.Physical.Artifact.URI = fileURI(n.path)
		if n.line > 0 {
			place.Physical.Region = &sarifRegion{n.line, n.column}
		}
		result.Places = []sarifPlace{place}
	}
	if n.id != "" {
		result.Fingerprints = map[string]string{"gambeson/v1": n.id}
	}
	if r.count++; r.count > 1 {
		if _, err := r.out.WriteString(",\n"); err != nil {
			return err
		}
	}
	return encode(r.out, result, "")
}

// close ends the log with the tool and the rules that spoke.
func (r *sarifReport) close() error {
	driver := sarifDriver{Name: "Gambeson", Rules: []sarifRule{}}
	if build, ok := debug.ReadBuildInfo(); ok && versionOf(build).Version != "unknown" {
		driver.Version = versionOf(build).Version[1:] // without the v
	}
	for _, id := range slices.Sorted(maps.Keys(r.rules)) {
		title := r.rules[id]
		if title == "" {
			title = id
		}
		driver.Rules = append(driver.Rules, sarifRule{id, sarifText{title}})
	}
	if _, err := r.out.WriteString("\n],\"tool\":{\"driver\":"); err != nil {
		return err
	}
	if err := encode(r.out, driver, ""); err != nil {
		return err
	}
	if _, err := r.out.WriteString("}}]}\n"); err != nil {
		return err
	}
	return r.out.Flush()
}

// fileURI is a path as a URI reference: relative as it is, absolute with the file scheme.
func fileURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
