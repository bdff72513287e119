// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shBlock finds the shell blocks of a Markdown page.
var shBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// TestDocumentedCommands runs every command of the README, the tutorials and the how-to guides: what stands in a block
// marked sh; what needs another machine, or a server that runs, has one more word. The program is the one that tests start, the
// folder a copy of the repository made of links, so that a command may write. `git clone` and `cd` are how the reader got there; make's targets are looked up here, and run by .ci/run.
func TestDocumentedCommands(t *testing.T) {
	pages := []string{"../README.md"}
	for _, kind := range []string{"tutorials", "how-to"} {
		more, err := filepath.Glob("../docs/" + kind + "/*.md")
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, more...)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if _, followed := stepsOf(string(text)); followed {
			continue // TestHowTo follows the page, commands and all
		}
		t.Run(strings.TrimPrefix(page, "../"), func(t *testing.T) {
			dir := linkedCopy(t)
			count := 0
			for _, block := range shBlock.FindAllStringSubmatch(string(text), -1) {
				count += runBlock(t, dir, block[1])
			}
			if count == 0 && page == "../README.md" {
				t.Error("the README shows no command in a block marked sh")
			}
		})
	}
}

// runBlock runs a block's commands and returns how many lines had one.
func runBlock(t *testing.T, dir, block string) int {
	t.Helper()
	count := 0
	var script strings.Builder
	for line := range strings.Lines(block) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		count++
		switch {
		case words[0] == "git" && words[1] == "clone", words[0] == "cd":
		case words[0] == "make":
			for _, target := range words[1:] {
				if strings.HasPrefix(target, "#") {
					break
				}
				checkTarget(t, target)
			}
		default:
			script.WriteString(line)
		}
	}
	if script.Len() == 0 {
		return count
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-eu", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0",
		"GAMBESON_DEMO_EVENTS=20000") // a quiet day: the commands are what is tested
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v in\n%s\n%s", err, script.String(), out)
	}
	return count
}

// checkTarget checks that make knows a target, and that .ci/run runs the ones that stand on their own.
func checkTarget(t *testing.T, target string) {
	t.Helper()
	if strings.Contains(target, "=") {
		return // a variable
	}
	cmd := exec.CommandContext(t.Context(), "make", "-n", target)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("make %s: %v\n%s", target, err, out)
	}
	steps, err := os.ReadFile("../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	if target != "help" && target != "clean" && target != "soak" && !strings.Contains(string(steps), "make "+target) {
		t.Errorf("make %s is documented, and .ci/run never runs it", target)
	}
}

// linkedCopy is a folder with a link to everything in the repository, and the program in bin.
func linkedCopy(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, e := range entries {
		if slices.Contains([]string{"bin", "dist", ".git"}, e.Name()) {
			continue
		}
		if err := os.Symlink(filepath.Join(root, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(plainProgram(t), filepath.Join(dir, "bin", "gambeson")); err != nil {
		t.Fatal(err)
	}
	return dir
}
