// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// step is a block of a how-to guide that is followed: ```go file=PATH is a new file, ```go in=PATH begins with a line of
// the file (without regard to indentation) and goes on with what is added behind it, and ```sh is run.
type step struct {
	file, in string
	text     string
}

// stepBlock finds the blocks of a page. A block may stand inside a list.
var stepBlock = regexp.MustCompile("(?ms)^( *)```([a-z]+)(?: (file|in)=(\\S+))?\n(.*?)^ *```$")

// stepsOf lists a page's steps; followed is false where none writes a file.
func stepsOf(page string) (steps []step, followed bool) {
	for _, m := range stepBlock.FindAllStringSubmatch(page, -1) {
		text := regexp.MustCompile("(?m)^"+m[1]).ReplaceAllString(m[5], "")
		switch {
		case m[3] == "file":
			steps, followed = append(steps, step{file: m[4], text: text}), true
		case m[3] == "in":
			steps, followed = append(steps, step{in: m[4], text: text}), true
		case m[2] == "sh":
			steps = append(steps, step{text: text})
		}
	}
	return steps, followed
}

// TestHowTo follows each guide that writes files literally, in a copy of the repository: every file, line and command.
// Afterwards the copy must build and keep the rules of the house. A sample has one copy, in which all guides are followed;
// at full size each has one of its own.
func TestHowTo(t *testing.T) {
	pages, err := filepath.Glob("../docs/how-to/*.md")
	if err != nil {
		t.Fatal(err)
	}
	afterwards := step{text: "go vet ./...\ngo test ./internal/archtest -run TestRepository\n"}
	own := os.Getenv("GAMBESON_SOAK") != ""
	shared := ""
	if !own {
		shared = copyRepository(t)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		steps, followed := stepsOf(string(text))
		if !followed {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(page), ".md"), func(t *testing.T) {
			dir := shared
			if own {
				dir = copyRepository(t)
			}
			for _, s := range steps {
				follow(t, dir, s)
			}
			if own {
				follow(t, dir, afterwards)
			}
		})
	}
	if !own {
		follow(t, shared, afterwards)
	}
}

// follow does one step in dir.
func follow(t *testing.T, dir string, s step) {
	t.Helper()
	switch {
	case s.file != "":
		name := filepath.Join(dir, s.file)
		if _, err := os.Stat(name); err == nil {
			t.Fatalf("%s exists already", s.file)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(s.text), 0o644); err != nil {
			t.Fatal(err)
		}
	case s.in != "":
		name := filepath.Join(dir, s.in)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := insertAfter(string(data), s.text)
		if err != nil {
			t.Fatalf("%s: %v", s.in, err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", s.text)
		cmd.Dir = dir
		// Without the folder's name in the binaries, what is built here is found in the cache the next time.
		cmd.Env = append(os.Environ(), "GOFLAGS=-trimpath -buildvcs=false", "GOWORK=off", "GORACE=atexit_sleep_ms=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v in\n%s\n%s", err, s.text, out)
		}
	}
}

// copyRepository copies what the repository holds, without what was built, and gives the copy's folder.
func copyRepository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", name)
		if err != nil {
			return err
		}
		switch {
		case rel == ".git" || rel == "bin" || rel == "dist" || d.Name() == "node_modules":
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// insertAfter finds the one line of text that the block begins with and inserts the rest of the block behind it.
func insertAfter(text, block string) (string, error) {
	anchor, added, _ := strings.Cut(block, "\n")
	anchor = strings.TrimSpace(anchor)
	var b strings.Builder
	found := 0
	for line := range strings.Lines(text) {
		b.WriteString(line)
		if strings.TrimSpace(line) == anchor {
			found++
			b.WriteString(added)
		}
	}
	if found != 1 {
		return "", fmt.Errorf("%d lines are %q, want one", found, anchor)
	}
	return b.String(), nil
}

func TestStepsOf(t *testing.T) {
	page := "# Guide\n\n1. Write\n\n   ```go file=a/b.go\n   package a\n\n   \tx\n   ```\n\n2. Add\n\n```go in=c.go\nold\nnew\n```\n\n```go\nignored\n```\n\n```sh\ngo test\n```\n"
	got, followed := stepsOf(page)
	want := []step{{file: "a/b.go", text: "package a\n\n\tx\n"}, {in: "c.go", text: "old\nnew\n"}, {text: "go test\n"}}
	if len(got) != len(want) || !followed {
		t.Fatalf("%q, %t", got, followed)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("step %d: %q, want %q", i, got[i], want[i])
		}
	}
	if _, followed := stepsOf("```sh\nmake\n```\n"); followed {
		t.Error("a page that writes no file is not followed")
	}
}

func TestInsertAfter(t *testing.T) {
	got, err := insertAfter("a\n\tb\nc\n", "b\n\tx\n")
	if want := "a\n\tb\n\tx\nc\n"; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	for _, text := range []string{"a\n", "b\nb\n"} {
		if _, err := insertAfter(text, "b\nx\n"); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}
