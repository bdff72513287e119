// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Load reads the rule files at paths: files as they are, folders with every
// .yml and .yaml file below them in the order of their names. Symbolic links
// are followed, each real folder and file once; what is neither is skipped. An
// error means that one of paths could not be read; what cannot be read below
// them, and everything that is wrong with rules, is in [Set.Problems].
func Load(o Options, paths ...string) (*Set, error) {
	l := &loader{options: o, set: &Set{}, seen: make(map[string]bool)}
	for _, p := range paths {
		if err := l.path(p); err != nil {
			return nil, err
		}
	}
	l.set.finish()
	return l.set, nil
}

// LoadFS reads every .yml and .yaml file of fsys.
func LoadFS(o Options, fsys fs.FS) (*Set, error) {
	set := &Set{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isRuleFile(name) {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		set.add(Parse(name, data, o))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load rules: %w", err)
	}
	set.finish()
	return set, nil
}

func isRuleFile(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".yml" || ext == ".yaml"
}

type loader struct {
	options Options
	set     *Set
	seen    map[string]bool // real paths
}

func (l *loader) path(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("load rules: %w", err)
	}
	if info.IsDir() {
		return l.folder(name)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("load rules: %s is neither a file nor a folder", name)
	}
	return l.file(name)
}

func (l *loader) folder(name string) error {
	if first, err := l.first(name); err != nil || !first {
		return err
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return fmt.Errorf("load rules: %w", err)
	}
	for _, e := range entries {
		p := filepath.Join(name, e.Name())
		if err := l.entry(p); err != nil {
			l.set.Problems = append(l.set.Problems, Problem{
				File: filepath.ToSlash(p), Line: 1, Column: 1, Severity: Warning, Code: "unreadable", Message: err.Error(),
			})
		}
	}
	return nil
}

// entry reads what lies in a folder, if it is a folder or a rule file.
func (l *loader) entry(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return l.folder(name)
	case info.Mode().IsRegular() && isRuleFile(name):
		return l.file(name)
	default:
		return nil
	}
}

func (l *loader) file(name string) error {
	if first, err := l.first(name); err != nil || !first {
		return err
	}
	data, err := readBounded(name)
	if err != nil {
		return fmt.Errorf("load rules: %w", err)
	}
	l.set.add(Parse(filepath.ToSlash(name), data, l.options))
	return nil
}

// first reports whether the real path of name is met for the first time.
func (l *loader) first(name string) (bool, error) {
	target, err := filepath.EvalSymlinks(name)
	if err == nil {
		target, err = filepath.Abs(target)
	}
	if err != nil {
		return false, fmt.Errorf("load rules: %w", err)
	}
	if l.seen[target] {
		return false, nil
	}
	l.seen[target] = true
	return true, nil
}

// readBounded reads one byte more than [Parse] accepts at most.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

func (s *Set) add(o *Set) {
	s.Rules = append(s.Rules, o.Rules...)
	s.Problems = append(s.Problems, o.Problems...)
	s.Files += o.Files
	s.Detections += o.Detections
	s.Correlations += o.Correlations
	s.Filters += o.Filters
}

// finish does what needs all rules: it reports ids that are there twice and
// drops rules that are the same as another, puts problems in order and reports
// log sources that nothing here produces.
func (s *Set) finish() {
	table := LogSources()
	byID := make(map[string]*Rule, len(s.Rules))
	kept := s.Rules[:0]
	for _, r := range s.Rules {
		if first := byID[r.ID]; first != nil {
			same, hint := first.Version == r.Version, "give each rule an id of its own"
			message := fmt.Sprintf("the id %s is also that of %s:%d", r.ID, first.File, first.Line)
			if same {
				message += ", the same rule; this copy is left out"
			}
			s.Problems = append(s.Problems, Problem{r.File, r.Line, 1, Warning, "duplicate-id", message, hint})
			if same {
				continue
			}
		} else {
			byID[r.ID] = r
		}
		if !table.Knows(r.LogSource) {
			s.Problems = append(s.Problems, Problem{
				r.File, r.Line, 1, Info, "unknown-logsource", fmt.Sprintf("no source here produces events of log source %s", r.LogSource),
				"only events that carry these names as fields can match",
			})
		}
		kept = append(kept, r)
	}
	s.Rules = kept
	slices.SortStableFunc(s.Problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
}
