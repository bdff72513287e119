// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A Tree is a module's packages with their files.
type Tree struct {
	Root     string // the module's folder
	Module   string // the module's path
	Packages []*Package
	Layers   map[string][]string // layers.txt
	Engines  map[string][]string // engines.txt
	Fset     *token.FileSet
}

// A Package is a folder with Go files.
type Package struct {
	Path  string // below the module: "detect/uba"
	Name  string // the package clause
	Files []*File
}

// A File is one Go file, whatever its build constraints.
type File struct {
	Path      string // below the module, with slashes
	Test      bool   // a _test.go file
	Generated bool   // *_gen.go, or marked as generated
	Lines     int
	Source    []byte
	AST       *ast.File
	Imports   []Import
}

// An Import is one import of a file.
type Import struct {
	Path string // as written
	Ours string // the path below the module, "" for others
	Line int
}

// A Violation is one place where a rule is broken.
type Violation struct {
	Rule    string // the rule's name
	Path    string // file or folder below the module
	Line    int    // 0 for the whole file or folder
	Message string
}

// String is the violation as one line.
func (v Violation) String() string {
	if v.Line > 0 {
		return fmt.Sprintf("%s: %s:%d: %s", v.Rule, v.Path, v.Line, v.Message)
	}
	return fmt.Sprintf("%s: %s: %s", v.Rule, v.Path, v.Message)
}

// listed is what `go list` says about a package.
type listed struct {
	Dir, ImportPath, Name                                        string
	GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
	Module                                                       *struct{ Path, Dir string }
}

// Load reads the module in the folder root.
func Load(root string) (*Tree, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,Name,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles,Module", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w\n%s", root, err, complaints.String())
	}
	t := &Tree{Root: root, Fset: token.NewFileSet()}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", root, err)
		}
		if err := t.add(&l); err != nil {
			return nil, err
		}
	}
	if t.Layers, err = readTable(filepath.Join(root, "internal/archtest/layers.txt")); err != nil {
		return nil, err
	}
	if t.Engines, err = readTable(filepath.Join(root, "internal/archtest/engines.txt")); err != nil {
		return nil, err
	}
	return t, nil
}

// add parses a package's files.
func (t *Tree) add(l *listed) error {
	if l.Module == nil {
		return fmt.Errorf("go list: %s is in no module", l.ImportPath)
	}
	t.Module = l.Module.Path
	p := &Package{Path: strings.TrimPrefix(strings.TrimPrefix(l.ImportPath, t.Module), "/"), Name: l.Name}
	for _, names := range [][]string{l.GoFiles, l.CgoFiles, l.IgnoredGoFiles, l.TestGoFiles, l.XTestGoFiles} {
		for _, name := range names {
			f, err := t.parse(filepath.Join(l.Dir, name))
			if err != nil {
				return err
			}
			p.Files = append(p.Files, f)
		}
	}
	t.Packages = append(t.Packages, p)
	return nil
}

// generated finds the mark of generated code.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func (t *Tree) parse(name string) (*File, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.ParseFile(t.Fset, name, source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(t.Root, name)
	if err != nil {
		return nil, err
	}
	f := &File{
		Path:      filepath.ToSlash(rel),
		Test:      strings.HasSuffix(name, "_test.go"),
		Generated: strings.HasSuffix(name, "_gen.go") || generated.Match(source),
		Lines:     bytes.Count(source, []byte("\n")),
		Source:    source,
		AST:       parsed,
	}
	for _, i := range parsed.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		ours := ""
		if rest, ok := strings.CutPrefix(path, t.Module+"/"); ok {
			ours = rest
		}
		f.Imports = append(f.Imports, Import{Path: path, Ours: ours, Line: t.line(i)})
	}
	return f, nil
}

// line is the line a node begins at.
func (t *Tree) line(n ast.Node) int { return t.Fset.Position(n.Pos()).Line }

// readTable reads lines of the form "name: word word", with comments after "#".
func readTable(name string) (map[string][]string, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return map[string][]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	table := map[string][]string{}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		// A module's name may hold colons of no meaning here, so the separator is a colon and a space, or ends the line.
		key, words, ok := strings.Cut(line+" ", ": ")
		if !ok {
			return nil, fmt.Errorf("%s:%d: want \"name: words\"", name, n)
		}
		if _, twice := table[key]; twice {
			return nil, fmt.Errorf("%s:%d: %s stands twice", name, n, key)
		}
		table[key] = strings.Fields(words)
	}
	return table, nil
}

// folder is the first element of a path below the module.
func folder(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// room is the first two elements of a path, "" for a top-level package.
func room(path string) string {
	parts := strings.SplitN(path, "/", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "/" + parts[1]
}

// kit reports whether a package is a test kit.
func kit(path string) bool {
	return strings.HasSuffix(path, "test") && path != "internal/archtest" || path == "internal/testkit"
}

// shared lists the packages below a verb that are neither rooms nor kits: what several rooms or app need.
func shared() []string { return []string{"detect/scenario"} }

// verbs are the folders of the pipeline, in its order.
func verbs() []string {
	return []string{"ingest", "normalize", "enrich", "detect", "correlate", "decide", "respond", "enforce"}
}
