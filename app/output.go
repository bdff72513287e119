// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"gambeson/config"
	"gambeson/internal/nearest"
)

// format is a way to write results, the value of --output.
type format string

// The formats of --output.
const (
	formatTable  format = "table"  // for people
	formatJSON   format = "json"   // one document
	formatNDJSON format = "ndjson" // one object a line
	formatCSV    format = "csv"    // the table's columns
	formatSARIF  format = "sarif"  // findings and problems, for code scanning
	formatJUnit  format = "junit"  // checks, for CI
)

// formats lists the values of --output.
func formats() []string {
	return []string{"table", "json", "ndjson", "csv", "sarif", "junit"}
}

// Set implements pflag.Value.
func (f *format) Set(s string) error {
	if !slices.Contains(formats(), s) {
		if m := nearest.Match(s, formats()); m != "" {
			return fmt.Errorf("did you mean %q?", m)
		}
		return fmt.Errorf("want one of %s", strings.Join(formats(), ", "))
	}
	*f = format(s)
	return nil
}

// String implements pflag.Value.
func (f *format) String() string { return string(*f) }

// Type implements pflag.Value.
func (f *format) Type() string { return "format" }

// formatFor is the format to write in: the flag's, the environment's, or the one that suits who reads. A format that is
// not among those that the command offers is refused.
func (p *program) formatFor(offered ...format) (format, error) {
	f := p.output
	if f == "" {
		if v, ok := p.LookupEnv(config.EnvPrefix + "OUTPUT"); ok && v != "" {
			if err := f.Set(v); err != nil {
				return "", usageErrorf("", "%sOUTPUT=%s: %w", config.EnvPrefix, v, err)
			}
		}
	}
	switch {
	case f == "" && p.StdoutTerminal:
		f = formatTable
	case f == "":
		f = formatNDJSON
	}
	if !slices.Contains(offered, f) {
		names := make([]string, len(offered))
		for i, o := range offered {
			names[i] = string(o)
		}
		return "", usageErrorf("use --output "+strings.Join(names, ", or "), "this command does not write %s", f)
	}
	return f, nil
}

// rows writes results one by one: the columns as a table or CSV, the whole value as JSON.
type rows struct {
	format format
	out    *bufio.Writer
	table  *tabwriter.Writer
	csv    *csv.Writer
	count  int
}

// rows begins the results of a command with these columns; the caller closes them.
func (p *program) rows(columns ...string) (*rows, error) {
	f, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV)
	if err != nil {
		return nil, err
	}
	r := &rows{format: f, out: bufio.NewWriter(p.Stdout)}
	switch f {
	case formatTable:
		r.table = tabwriter.NewWriter(r.out, 0, 8, 2, ' ', 0)
		for i, c := range columns {
			columns[i] = strings.ToUpper(c)
		}
		return r, r.line(columns)
	case formatCSV:
		r.csv = csv.NewWriter(r.out)
		return r, r.csv.Write(columns)
	}
	return r, nil
}

// write adds one result: value is encoded for the JSON formats, cells are the columns of the others.
func (r *rows) write(value any, cells ...string) error {
	r.count++
	switch r.format {
	case formatTable:
		return r.line(cells)
	case formatCSV:
		return r.csv.Write(cells)
	case formatJSON:
		before := ",\n"
		if r.count == 1 {
			before = "[\n"
		}
		if _, err := r.out.WriteString(before); err != nil {
			return err
		}
		return encode(r.out, value, "")
	default:
		if err := encode(r.out, value, ""); err != nil {
			return err
		}
		return r.out.WriteByte('\n')
	}
}

// close ends the results and writes what is still held.
func (r *rows) close() error {
	var err error
	switch r.format {
	case formatTable:
		err = r.table.Flush()
	case formatCSV:
		r.csv.Flush()
		err = r.csv.Error()
	case formatJSON:
		end := "\n]\n"
		if r.count == 0 {
			end = "[]\n"
		}
		_, err = r.out.WriteString(end)
	}
	if err != nil {
		return err
	}
	return r.out.Flush()
}

func (r *rows) line(cells []string) error {
	for i, c := range cells {
		end := "\t"
		if i == len(cells)-1 {
			end = "\n"
		}
		if _, err := r.table.Write([]byte(printable(c) + end)); err != nil {
			return err
		}
	}
	return nil
}

// object writes one result: fields (name and value by turns) as a table or CSV, value as JSON.
func (p *program) object(value any, fields ...string) error {
	f, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV)
	if err != nil {
		return err
	}
	switch f {
	case formatJSON, formatNDJSON:
		indent := ""
		if f == formatJSON {
			indent = "  "
		}
		out := bufio.NewWriter(p.Stdout)
		if err := encode(out, value, indent); err != nil {
			return err
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
		return out.Flush()
	}
	r, err := p.rows("field", "value")
	if err != nil {
		return err
	}
	for pair := range slices.Chunk(fields, 2) {
		if err := r.write(nil, pair...); err != nil {
			return err
		}
	}
	return r.close()
}

// encode writes JSON without a line end and without escaping for HTML.
func encode(w io.Writer, value any, indent string) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("encode result: %w", err)
	}
	_, err := io.WriteString(w, strings.TrimSuffix(b.String(), "\n"))
	return err
}

// printable makes foreign text safe to show on a terminal: control characters, and those that change the direction of
// writing, become visible escapes, so that a log line cannot move the cursor, colour the screen or hide a part of itself.
func printable(s string) string {
	safe := func(r rune) bool { return unicode.IsPrint(r) && r != unicode.ReplacementChar }
	if strings.IndexFunc(s, func(r rune) bool { return !safe(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case safe(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
