// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// A Scenario is one archive, taken apart.
type Scenario struct {
	Path    string
	Comment string
	// Sources are the files of records, in their order.
	Sources []Source
	// Rules are the rules the archive brings, by file name.
	Rules map[string][]byte
	// Findings is the wanted list, sorted; nil where the archive has none.
	Findings []string

	archive *txtar.Archive
}

// A Source is a file of records.
type Source struct {
	Name string
	Data []byte
}

// Match reports whether every record must be found.
func (s Source) Match() bool { return strings.HasPrefix(s.Name, "match.") }

// NoMatch reports whether nothing may be found in any record.
func (s Source) NoMatch() bool { return strings.HasPrefix(s.Name, "nomatch.") }

// findingsFile is the name of the list of wanted findings.
const findingsFile = "findings"

// Parse reads the scenario in data; path is how messages call it.
func Parse(path string, data []byte) (*Scenario, error) {
	a := txtar.Parse(data)
	s := &Scenario{Path: path, Comment: string(a.Comment), Rules: make(map[string][]byte), archive: a}
	for _, f := range a.Files {
		switch {
		case f.Name == findingsFile:
			s.Findings = parseFindings(string(f.Data))
		case strings.HasSuffix(f.Name, ".yml"), strings.HasSuffix(f.Name, ".yaml"):
			s.Rules[f.Name] = f.Data
		default:
			s.Sources = append(s.Sources, Source{f.Name, f.Data})
		}
	}
	return s, s.check()
}

func (s *Scenario) check() error {
	if len(s.Sources) == 0 {
		return fmt.Errorf("%s: no records: want match.*, nomatch.* or other files", s.Path)
	}
	for _, x := range s.Sources {
		if !x.Match() && !x.NoMatch() && s.Findings == nil {
			return fmt.Errorf("%s: %s needs a file named %s (empty, if nothing is to be found)", s.Path, x.Name, findingsFile)
		}
	}
	return nil
}

func parseFindings(text string) []string {
	out := []string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return out
}

// WithFindings returns the archive with its list of findings replaced.
func (s *Scenario) WithFindings(list []string) []byte {
	text := strings.Join(list, "\n")
	if text != "" {
		text += "\n"
	}
	a := *s.archive
	a.Files = slices.DeleteFunc(slices.Clone(a.Files), func(f txtar.File) bool { return f.Name == findingsFile })
	a.Files = append(a.Files, txtar.File{Name: findingsFile, Data: []byte(text)})
	return txtar.Format(&a)
}
