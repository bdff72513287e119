// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// check is one thing that was checked, as --output junit writes it.
type check struct {
	suite    string   // what it belongs to: a file, a folder
	name     string   // what was checked: a rule, a scenario
	failures []string // what is wrong; none where the check passed
	skipped  string   // why it was not made, "" where it was
}

// The parts of the JUnit report format that CI systems read.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Failure *junitMessage `xml:"failure,omitempty"`
		Skipped *junitMessage `xml:"skipped,omitempty"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes checks as a JUnit report, with a suite for each run of checks that have the same.
func writeJUnit(w io.Writer, checks []check) error {
	var report junitSuites
	for _, c := range checks {
		if n := len(report.Suites); n == 0 || report.Suites[n-1].Name != c.suite {
			report.Suites = append(report.Suites, junitSuite{Name: c.suite})
		}
		suite := &report.Suites[len(report.Suites)-1]
		one := junitCase{Name: c.name, Class: c.suite}
		suite.Tests++
		report.Tests++
		switch {
		case len(c.failures) > 0:
			suite.Failures++
			report.Failures++
			one.Failure = &junitMessage{Message: c.failures[0], Text: strings.Join(c.failures, "\n")}
		case c.skipped != "":
			suite.Skipped++
			one.Skipped = &junitMessage{Message: c.skipped}
		}
		suite.Cases = append(suite.Cases, one)
	}
	text, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}
