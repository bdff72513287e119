// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gambeson/event"
)

// findingWriter writes findings in one of the formats of --output.
type findingWriter struct {
	w      io.Writer
	format format
	count  int
}

func newFindingWriter(w io.Writer, f format) *findingWriter { return &findingWriter{w: w, format: f} }

// append encodes a finding; it may be called by several goroutines.
func (w *findingWriter) append(out []byte, f *event.Finding) []byte {
	switch w.format {
	case formatTable:
		return out
	case formatCSV:
		return appendFindingCSV(out, f)
	default:
		return append(f.AppendOCSF(out), '\n')
	}
}

// write writes encoded findings.
func (w *findingWriter) write(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	var head string
	switch {
	case w.format == formatCSV && w.count == 0:
		head = findingCSVHeader
	case w.format == formatJSON && w.count == 0:
		head = "["
	}
	w.count++
	if w.format == formatJSON {
		text = jsonElements(text, head != "")
	}
	if _, err := io.WriteString(w.w, head); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	if _, err := w.w.Write(text); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	return nil
}

// close ends the output.
func (w *findingWriter) close() error {
	end := ""
	switch {
	case w.format == formatJSON && w.count == 0:
		end = "[]\n"
	case w.format == formatJSON:
		end = "\n]\n"
	case w.format == formatCSV && w.count == 0:
		end = findingCSVHeader
	}
	_, err := io.WriteString(w.w, end)
	return err
}

// findingCSVHeader names the columns of [appendFindingCSV].
const findingCSVHeader = "time,severity,rule,title,techniques,path,record,message\n"

func appendFindingCSV(out []byte, f *event.Finding) []byte {
	techniques := make([]string, len(f.Attacks))
	for i, a := range f.Attacks {
		techniques[i] = a.Technique
	}
	path, record := "", ""
	if len(f.Evidence) > 0 {
		path, record = f.Evidence[0].Source, strconv.Itoa(f.Evidence[0].Record)
	}
	b := bytes.NewBuffer(out)
	c := csv.NewWriter(b)
	c.Write([]string{ //nolint:errcheck // a buffer takes everything
		time.Unix(0, f.Last).UTC().Format(time.RFC3339Nano), f.Severity.String(), f.Analytic.UID, f.Title, strings.Join(techniques, " "), path, record, f.Message,
	})
	c.Flush()
	return b.Bytes()
}

// jsonElements turns lines of objects into elements of an array.
func jsonElements(lines []byte, first bool) []byte {
	out := make([]byte, 0, len(lines)+len(lines)/64+2)
	for line := range bytes.Lines(lines) {
		if !first {
			out = append(out, ',')
		}
		first = false
		out = append(append(out, '\n'), bytes.TrimSuffix(line, []byte("\n"))...)
	}
	return out
}
