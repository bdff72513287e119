// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"gambeson/sigma"
)

// writeSARIF writes problems as a SARIF 2.1.0 log, for code scanning.
func writeSARIF(w io.Writer, problems []sigma.Problem) error {
	log := sarif.NewReport()
	run := sarif.NewRunWithInformationURI("gambeson", "https://sigmahq.io/")
	for _, p := range problems {
		run.AddRule(p.Code)
		text := p.Message
		if p.Hint != "" {
			text += "; " + p.Hint
		}
		region := sarif.NewRegion().WithStartLine(p.Line)
		if p.Column > 0 {
			region = region.WithStartColumn(p.Column)
		}
		place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(p.File)).WithRegion(region)
		run.CreateResultForRule(p.Code).WithLevel(sarifLevel(p.Severity)).WithMessage(sarif.NewTextMessage(text)).
			AddLocation(sarif.NewLocationWithPhysicalLocation(place))
	}
	log.AddRun(run)
	if err := log.PrettyWrite(w); err != nil {
		return fmt.Errorf("write SARIF: %w", err)
	}
	return nil
}

func sarifLevel(s sigma.Severity) string {
	switch s {
	case sigma.Error:
		return "error"
	case sigma.Warning:
		return "warning"
	default:
		return "note"
	}
}

// junitSuite is JUnit's testsuite: a case for each file with problems.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class    string         `xml:"classname,attr"`
	Name     string         `xml:"name,attr"`
	Failures []junitFailure `xml:"failure"`
	Output   string         `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes a report for CI: errors fail the case of their file,
// everything else is its output. Files without a word are counted only.
func writeJUnit(w io.Writer, r rulesReport) error {
	suite := junitSuite{Name: "gambeson rules check", Tests: r.Files}
	at := make(map[string]int)
	for _, p := range r.Problems {
		i, ok := at[p.File]
		if !ok {
			i = len(suite.Cases)
			at[p.File] = i
			suite.Cases = append(suite.Cases, junitCase{Class: "rules", Name: p.File})
		}
		c := &suite.Cases[i]
		if p.Severity != sigma.Error {
			c.Output += p.String() + "\n"
			continue
		}
		if len(c.Failures) == 0 {
			suite.Failures++
		}
		c.Failures = append(c.Failures, junitFailure{Message: p.Message, Type: p.Code, Text: p.String()})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suite); err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
