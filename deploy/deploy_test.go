// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package deploy_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const unit = "systemd/gambeson.service"

// maxExposure is what systemd-analyze may call the unit's exposure, times ten:
// the ordinary service has 96, and what is below 20 is "ok".
const maxExposure = "20"

func TestUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed here")
	}
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	// verify wants the program to be there, which a clone cannot promise.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	started := bytes.Replace(text, []byte("ExecStart=/usr/bin/gambeson "), []byte("ExecStart="+self+" "), 1)
	if bytes.Equal(started, text) {
		t.Fatal("the unit does not start /usr/bin/gambeson")
	}
	file := filepath.Join(t.TempDir(), filepath.Base(unit))
	if err := os.WriteFile(file, started, 0o600); err != nil {
		t.Fatal(err)
	}
	// Whatever it says is a mistake: unknown keys are words, not a failure.
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, "security", "--offline=true", "--threshold="+maxExposure, file).CombinedOutput(); err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}

// instruction is one of a recipe, continued lines joined.
type instruction struct{ name, args string }

func instructions(t *testing.T, file string) []instruction {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []instruction
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		name, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "" && !strings.HasPrefix(name, "#") {
			out = append(out, instruction{strings.ToUpper(name), strings.TrimSpace(args)})
		}
	}
	return out
}

// faults are the rules for recipes: what is wrong with this one.
func faults(all []instruction) []string {
	var out []string
	last := 0 // the stage that becomes the image
	for i, x := range all {
		if x.name == "FROM" {
			last = i
		}
		switch {
		case x.name == "ADD":
			out = append(out, "ADD fetches and unpacks: use COPY")
		case slices.Contains([]string{"RUN", "CMD", "ENTRYPOINT"}, x.name) && !strings.HasPrefix(x.args, "["):
			out = append(out, x.name+" needs a shell: use the form of a list")
		case slices.Contains([]string{"ENV", "ARG"}, x.name) && secretName.MatchString(x.args):
			out = append(out, x.name+" "+x.args+": a secret would stay in the image")
		case strings.HasSuffix(x.args, ":latest") || x.name == "FROM" && !pinned.MatchString(x.args):
			out = append(out, x.name+" "+x.args+": name a version")
		}
	}
	final := all[last:]
	if final[0].args != "scratch" {
		out = append(out, "the image begins at "+final[0].args+": nothing but the program belongs into it")
	}
	user := ""
	for _, x := range final {
		switch x.name {
		case "USER":
			user = x.args
		case "RUN":
			out = append(out, "RUN in the image: there is nothing to run")
		}
	}
	if !numericUser.MatchString(user) {
		out = append(out, "USER "+user+": must be a number other than 0, so that Kubernetes sees that it is not root")
	}
	return out
}

var (
	secretName  = regexp.MustCompile(`(?i)(password|secret|token|key)\w*=`)
	pinned      = regexp.MustCompile(`^(scratch|\$\{\w+\}|\S+:\d\S*|\S+@sha256:\S+)( AS \w+)?$`)
	numericUser = regexp.MustCompile(`^[1-9]\d*(:[1-9]\d*)?$`)
)

func TestContainerfile(t *testing.T) {
	all := instructions(t, "container/Containerfile")
	for _, f := range faults(all) {
		t.Error(f)
	}
	bad := instructions(t, "testdata/bad.Containerfile")
	if got, want := len(faults(bad)), 8; got != want {
		t.Errorf("the bad recipe has %d faults, want %d: %q", got, want, faults(bad))
	}
}
