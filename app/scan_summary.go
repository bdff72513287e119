// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"gambeson/event"
)

// summarize tells people what was read, what was found and where to look
// first: in place of the findings on a terminal, or beside them on standard
// error where only that is one.
func (s *scan) summarize() error {
	w := s.Stderr
	switch {
	case s.out.format == formatTable:
		w = s.Stdout
	case !s.StderrTerminal:
		return nil
	}
	_, err := io.WriteString(w, s.summary())
	return err
}

func (s *scan) summary() string {
	var b strings.Builder
	t := s.tally
	fmt.Fprintf(&b, "Read %s events (%s) in %d files with %s rules: %.1f s, %s events/s.\n",
		grouped(s.stats.Events), byteCount(s.stats.Bytes), s.inputs.Load(), grouped(int64(s.stats.Rules)), s.stats.Seconds,
		grouped(int64(float64(s.stats.Events)/max(s.stats.Seconds, 1e-3))))
	if s.stats.Unreadable > 0 {
		fmt.Fprintf(&b, "%s records or files could not be read; they are named above.\n", grouped(s.stats.Unreadable))
	}
	if s.stats.Findings == 0 {
		b.WriteString("Found nothing.\n")
		return b.String()
	}
	fmt.Fprintf(&b, "Found %s: %s", plural(s.stats.Findings, "finding"), severityList(t.severities))
	if t.first != 0 {
		fmt.Fprintf(&b, ", from %s to %s", instant(t.first), instant(t.last))
	}
	b.WriteString(".\n")
	section(&b, "Where to look first", t.hosts, 5, func(c *counted) string { return span(c) + "  " + at(c) })
	section(&b, "Users", t.users, 5, span)
	section(&b, "Techniques", t.techniques, 10, span)
	section(&b, "Rules", t.rules, 10, at)
	section(&b, "Files", t.files, 5, span)
	b.WriteString("\nEach finding in full: the same command with --output ndjson.\n")
	return b.String()
}

// section writes the rows that weigh most under a heading.
func section(b *strings.Builder, heading string, rows map[string]*counted, n int, more func(*counted) string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", heading)
	w := tabwriter.NewWriter(b, 0, 8, 2, ' ', 0)
	for _, c := range top(rows, n) {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", printable(clip(c.name, 60)), c.severity, plural(int64(c.count), "finding"), printable(more(c)))
	}
	if err := w.Flush(); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	if rest := len(rows) - n; rest > 0 {
		fmt.Fprintf(b, "  … and %d more\n", rest)
	}
}

func severityList(counts map[event.Severity]int) string {
	var parts []string
	for s := event.SeverityFatal; ; s-- {
		if n := counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", grouped(int64(n)), s))
		}
		if s == event.SeverityUnknown {
			return strings.Join(parts, ", ")
		}
	}
}

// span says when a row's findings happened.
func span(c *counted) string {
	if c.first == 0 {
		return ""
	}
	return instant(c.first) + " – " + instant(c.last)
}

// at says where a row's gravest finding is.
func at(c *counted) string {
	if c.example.Source == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", c.example.Source, c.example.Record)
}

func instant(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05") }

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return grouped(n) + " " + what + "s"
}

// clip shortens a text to n characters: a path at its beginning, any other at
// its end.
func clip(s string, n int) string {
	r := []rune(s)
	switch {
	case len(r) <= n:
		return s
	case r[0] == '/':
		return "…" + string(r[len(r)-n+1:])
	default:
		return string(r[:n-1]) + "…"
	}
}
