// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"gambeson/event"
	"gambeson/sigma"
)

// lane returns the records of one of the corpus' lanes or skips the test.
func lane(tb testing.TB, name string) [][]byte {
	tb.Helper()
	f, err := os.Open(filepath.Join(os.Getenv("GAMBESON_CORPUS"), "lanes", name+".ndjson.gz"))
	if err != nil {
		tb.Skipf("no lane of the corpus: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte("\n"))
}

// jsonEngine compiles rules for events whose fields are the dotted paths of
// JSON records.
func jsonEngine(tb testing.TB, rules []*sigma.Rule, o sigma.CompileOptions) (*sigma.Engine, *event.Event, *event.Shape) {
	tb.Helper()
	fields := event.NewFields()
	shape := fields.Shape()
	engine, problems := sigma.Compile(rules, fields, o)
	for _, p := range problems {
		tb.Error(p)
	}
	if err := fields.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return engine, event.New(fields), shape
}

func load(tb testing.TB, e *event.Event, s *event.Shape, raw []byte) {
	tb.Helper()
	e.Reset(raw)
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
	e.BindShape(s)
}

func benchmarkLane(b *testing.B, name string) {
	b.Helper()
	benchmarkRules(b, name, corpusRules(b).Rules)
}

func benchmarkRules(b *testing.B, name string, rules []*sigma.Rule) {
	b.Helper()
	records := lane(b, name)
	engine, e, shape := jsonEngine(b, rules, sigma.CompileOptions{EventLogSource: true})
	m := engine.NewMatcher()
	events := make([]*event.Event, 0, len(records))
	size := 0
	for _, r := range records {
		e := event.New(e.Fields())
		load(b, e, shape, r)
		events = append(events, e)
		size += len(r)
	}
	for _, e := range events {
		m.Match(e) // routes, buffers
	}
	matches := 0
	b.ReportAllocs()
	b.SetBytes(int64(size / len(records)))
	i := 0
	for b.Loop() {
		matches += len(m.Match(events[i%len(events)]))
		i++
	}
	b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkParse is the cost of loading a rule file of the usual size.
func BenchmarkParse(b *testing.B) {
	text := []byte(`title: A program is started by a document and writes where all users may
id: 4f1c6b8e-6c1d-4d8c-9a7b-3f1f0d2f7a10
status: test
description: Documents that start interpreters are how many intrusions begin.
references: [https://attack.mitre.org/techniques/T1204/002/]
author: The Gambeson Authors
tags: [attack.execution, attack.t1204.002]
logsource: {product: windows, category: process_creation}
detection:
  selection_parent:
    ParentImage|endswith: ['\winword.exe', '\excel.exe', '\powerpnt.exe', '\outlook.exe']
  selection_child:
    - Image|endswith: ['\powershell.exe', '\pwsh.exe', '\cmd.exe', '\mshta.exe']
    - CommandLine|contains|all: ['-enc', 'http']
  filter_main_update:
    CommandLine|contains|windash: ' -update'
  condition: all of selection_* and not 1 of filter_main_*
level: high
`)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if set := sigma.Parse("f.yml", text, sigma.Options{}); len(set.Problems) > 0 {
			b.Fatal(set.Problems)
		}
	}
}

// The benchmarks match events that are parsed already.

func BenchmarkMatchStructured(b *testing.B) { benchmarkLane(b, "structured_windows") }

func BenchmarkMatchRaw(b *testing.B) { benchmarkLane(b, "raw_windows") }
