// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/api/client"
	"gambeson/cases"
	"gambeson/event"
	"gambeson/internal/testkit"
	"gambeson/state"
)

// caseData makes a data folder with a case of two findings and one that was
// merged into it, and returns it with the case's id.
func caseData(t *testing.T) (dir string, id event.ID) {
	t.Helper()
	dir = t.TempDir()
	db, err := state.Open(t.Context(), state.Deps{}, filepath.Join(dir, stateFolder))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 16, 6, 4, 30, 0, time.UTC).UnixNano()
	found := func(n int, title string, e ...event.FindingEntity) event.Finding {
		f := event.Finding{
			ID: event.NewID("case test", title), Tenant: "default", Analytic: event.Analytic{UID: title, Version: "1"}, Title: title, Severity: event.Severity(2 + n),
			Message: "because of " + title, Attacks: []event.Attack{{Technique: "T1621"}}, First: at + int64(n)*6e10, Last: at + int64(n)*6e10, Entities: e,
		}
		for i := range 1 + 2*n {
			f.Evidence = append(f.Evidence, event.Evidence{Event: event.NewID("event", title, string(rune('a'+i))), Source: "okta"})
		}
		return f
	}
	user := event.FindingEntity{Kind: event.User, Role: event.Actor, Value: "marta.keller"}
	host := event.FindingEntity{Kind: event.Host, Role: event.Device, Value: "ws1\x1b[2J"}
	first, second, third := found(0, "Prompts pester a user", user), found(1, "Office starts a shell", host), found(2, "Shell\x07 at work", user, host)
	batch := []state.Correlated{
		{Finding: first, Step: cases.Step{Case: first.ID, Opens: true}},
		{Finding: second, Step: cases.Step{Case: second.ID, Opens: true}},
		{Finding: third, Step: cases.Step{Case: first.ID, Merges: []event.ID{second.ID}, Links: []cases.Link{{Kind: event.User, Value: "marta.keller", Case: first.ID}}}},
	}
	if _, err := db.Cases.Record(t.Context(), batch, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, first.ID
}

// command runs a command line and returns what it wrote.
func command(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, LookupEnv: func(name string) (string, bool) {
		v, ok := map[string]string{"USER": "ada"}[name]
		return v, ok
	}}
	if got := run(t.Context(), args, env); got != code {
		t.Fatalf("%v: exit code %d, want %d\n%s", args, got, code, errs.String())
	}
	return out.String(), errs.String()
}

// TestCaseShow tells a case to a person. Times of the wall clock differ in each
// run.
func TestCaseShow(t *testing.T) {
	dir, id := caseData(t)
	command(t, 0, "case", "ack", id.String()[:8], "--data", dir, "--reason", "I look")
	command(t, 0, "case", "note", id.String(), "asked\x1b[31m her", "--data", dir)
	command(t, 0, "case", "close", id.String(), "--data", dir, "--verdict", "true_positive", "--reason", "she did not")
	got, _ := command(t, 0, "case", "show", id.String()[:8], "--data", dir, "--output", "table")
	var lines []string
	entry := regexp.MustCompile(`^\S+(  \S+ by .*)$`)
	for line := range strings.Lines(got) {
		lines = append(lines, entry.ReplaceAllString(strings.TrimSuffix(line, "\n"), "RECORDED$1"))
	}
	got = strings.Join(lines, "\n") + "\n"
	golden := filepath.Join("testdata", "case_show.txt")
	if testkit.Update() {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("case (-want +got):\n%s", d)
	}
}

func TestCaseOutput(t *testing.T) {
	dir, id := caseData(t)
	out, _ := command(t, 0, "case", "show", id.String(), "--data", dir)
	var story struct {
		ID       string
		Findings int
		Timeline []struct {
			Time    string
			Finding *client.Finding
			Change  *client.Entry
		}
	}
	if err := json.Unmarshal([]byte(out), &story); err != nil {
		t.Fatal(err)
	}
	if story.ID != id.String() || story.Findings != 3 || len(story.Timeline) != 5 {
		t.Fatalf("story %+v", story)
	}
	if m := story.Timeline[2]; m.Finding == nil || len(m.Finding.Links) != 1 || len(m.Finding.Evidence) != 5 || m.Time != "2026-11-16T06:06:30Z" {
		t.Errorf("the third moment is %+v", m)
	}
	if m := story.Timeline[3]; m.Change == nil || m.Change.Action != "open" {
		t.Errorf("the fourth moment is %+v", m)
	}
	out, _ = command(t, 0, "case", "list", "--data", dir)
	if n := strings.Count(out, "\n"); n != 1 {
		t.Errorf("%d cases are listed, want the one that is left:\n%s", n, out)
	}
	out, _ = command(t, 0, "case", "list", "--data", dir, "--state", "all", "--output", "table")
	if !strings.Contains(out, "merged into "+id.String()[:12]) {
		t.Errorf("the merged case is not among all:\n%s", out)
	}
}

func TestCaseRefusals(t *testing.T) {
	dir, id := caseData(t)
	for _, x := range []struct {
		code int
		want string
		args []string
	}{
		{2, "--data DIR", []string{"case", "list"}},
		{3, "gambeson serve", []string{"case", "list", "--data", filepath.Join(dir, "none")}},
		{2, "not found", []string{"case", "show", "ffffffff", "--data", dir}},
		{2, "hex digits", []string{"case", "show", "zz", "--data", dir}},
		{2, "one of: open", []string{"case", "list", "--state", "old", "--data", dir}},
		{2, "--verdict is one of", []string{"case", "close", id.String(), "--reason", "x", "--data", dir}},
		{2, "--reason says why", []string{"case", "close", id.String(), "--verdict", "benign", "--data", dir}},
		{2, "cannot be reopened", []string{"case", "reopen", id.String(), "--data", dir}},
		{2, "not found", []string{"case", "ack", id.String(), "--data", dir, "--tenant", "other"}},
	} {
		if _, stderr := command(t, x.code, x.args...); !strings.Contains(stderr, x.want) {
			t.Errorf("%v says %q, want %q in it", x.args, stderr, x.want)
		}
	}
	db, err := state.Open(t.Context(), state.Deps{}, filepath.Join(dir, stateFolder))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, stderr := command(t, 3, "case", "list", "--data", dir); !strings.Contains(stderr, "whatever runs on this folder") {
		t.Errorf("beside a server: %s", stderr)
	}
}

func TestSecretsIn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := secretsIn(func(name string) (string, bool) { return "from the environment", name == "KEY" })
	for reference, want := range map[string]string{"env:KEY": "from the environment", "file:" + file: "from a file"} {
		if got, err := secret(reference); err != nil || got != want {
			t.Errorf("%s: %q, %v", reference, got, err)
		}
	}
	for _, reference := range []string{"env:OTHER", "file:/none", "hunter2", ""} {
		if _, err := secret(reference); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", reference, err)
		}
	}
}
