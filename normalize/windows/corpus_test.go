// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/internal/testkit"
	"gambeson/normalize"
)

// corpusReader reads documents and counts what it finds.
type corpusReader struct {
	t        *testing.T
	x        *Format
	e        *event.Event
	registry *ocsf.Registry
	seen     map[kindKey]int // events of each kind
	told     map[string]bool // problems reported

	records, mapped, invalid          int
	noTime, noChannel, noHost, likely int
}

func newCorpusReader(t *testing.T) *corpusReader {
	t.Helper()
	f := event.NewFields()
	x := New(f)
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	r, err := ocsf.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &corpusReader{t: t, x: x, e: event.New(f), registry: r, seen: make(map[kindKey]int), told: make(map[string]bool)}
}

func (c *corpusReader) read(name string, r io.Reader) {
	c.t.Helper()
	s, err := normalize.Open(r, normalize.Options{})
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return
	}
	n, err := normalize.New([]normalize.Format{c.x}, "")
	if err != nil {
		c.t.Fatal(err)
	}
	for {
		record, err := s.Next(c.e)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.t.Logf("%s: %v", name, err)
			return
		}
		if err := n.Normalize(c.e); err != nil {
			if errors.Is(err, event.ErrSyntax) { // cut off in the corpus
				c.t.Logf("%s record %d: %v", name, record, err)
				continue
			}
			c.t.Errorf("%s record %d: %v", name, record, err)
			continue
		}
		c.check(name, record)
	}
}

func (c *corpusReader) check(name string, record int) {
	e := c.e
	c.records++
	if e.Time == 0 {
		c.noTime++
	}
	if e.Channel == "" {
		c.noChannel++
	}
	if e.Sensor == "" {
		c.noHost++
	}
	if c.x.Claim(e) == normalize.Likely {
		c.likely++
	}
	if e.Class != 0 {
		c.mapped++
	}
	k := kindKey{channel: e.Channel, id: e.EventID, only: c.x.variantOf(e)}
	if c.seen[k]++; c.seen[k] > 40 {
		return
	}
	out := e.AppendOCSF(nil)
	for _, p := range c.registry.Validate(out) {
		c.invalid++
		if what := fmt.Sprintf("%s %d: %v", e.Channel, e.EventID, p); !c.told[what] {
			c.told[what] = true
			c.t.Errorf("%s record %d, %s\n%.2000s", name, record, what, out)
		}
	}
}

// archive reads the JSON members of an archive.
func (c *corpusReader) archive(path string) {
	c.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	switch {
	case strings.HasSuffix(path, ".zip"):
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			c.t.Logf("%s: %v", path, err)
			return
		}
		for _, m := range z.File {
			if r, err := m.Open(); err == nil && hostLog(m.Name) {
				c.read(path+"!"+m.Name, r)
			}
		}
	case strings.HasSuffix(path, ".tar.gz"):
		g, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			c.t.Fatal(err)
		}
		for tr := tar.NewReader(g); ; {
			h, err := tr.Next()
			if err != nil {
				return
			}
			if hostLog(h.Name) {
				c.read(path+"!"+h.Name, tr)
			}
		}
	}
}

// hostLog leaves out what macOS adds to archives.
func hostLog(name string) bool {
	return strings.HasSuffix(name, ".json") && !strings.HasPrefix(filepath.Base(name), "._")
}

func (c *corpusReader) report(atLeast int) {
	c.t.Helper()
	c.t.Logf("%d records, %d with a class of their own, %d kinds; without time %d, channel %d, host %d; %d only likely; %d OCSF problems",
		c.records, c.mapped, len(c.seen), c.noTime, c.noChannel, c.noHost, c.likely, c.invalid)
	if c.records < atLeast {
		c.t.Errorf("%d records, want at least %d", c.records, atLeast)
	}
	if c.noTime+c.noChannel+c.noHost > 0 {
		c.t.Errorf("records without time: %d, channel: %d, host: %d", c.noTime, c.noChannel, c.noHost)
	}
}

func TestHostLogs(t *testing.T) {
	root := testkit.Corpus(t, "otrf")
	c := newCorpusReader(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "/linux/") || strings.Contains(path, "/aws/") {
			return err
		}
		c.archive(path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.report(200_000)
}

func TestExports(t *testing.T) {
	root := testkit.Corpus(t, "sigma", "regression_data")
	c := newCorpusReader(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		c.read(path, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.report(238)
}

// TestLanes: text records in a JSON object are ours, and no longer where someone has given the object a log source.
func TestLanes(t *testing.T) {
	root := testkit.Corpus(t, "lanes")
	text := gunzip(t, filepath.Join(root, "raw_windows.ndjson.gz"))
	c := newCorpusReader(t)
	c.read("raw_windows", bytes.NewReader(bytes.ReplaceAll(text, []byte(`,"product":"windows"}`), []byte("}"))))
	c.report(10_000)
	first, _, _ := bytes.Cut(text, []byte("\n"))
	c.e.Reset(first)
	if err := c.e.ParseJSON(); err != nil {
		t.Fatal(err)
	}
	if got := c.x.Claim(c.e); got != normalize.No {
		t.Errorf("%.200s: claimed with %d", first, got)
	}
	c = newCorpusReader(t)
	c.read("structured_windows", bytes.NewReader(gunzip(t, filepath.Join(root, "structured_windows.ndjson.gz"))))
	c.report(10_000)
}

func gunzip(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(g)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
