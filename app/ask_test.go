// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gambeson/api/client"
	"gambeson/identity"
	"gambeson/state"
)

// as runs a command line with an environment and an answer, as on a terminal.
func as(t *testing.T, code int, env map[string]string, answer string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	got := run(t.Context(), args, Env{
		Stdin: strings.NewReader(answer), Stdout: &out, Stderr: &errs, StderrTerminal: answer != "",
		LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	if got != code {
		t.Fatalf("%v: exit code %d, want %d\n%s%s", args, got, code, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

// lettersIn lists the dead letters that a command line shows.
func lettersIn(t *testing.T, out string) []client.DeadLetter {
	t.Helper()
	var all []client.DeadLetter
	for line := range strings.Lines(out) {
		var x client.DeadLetter
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, x)
	}
	return all
}

// waitFor runs a command until it shows n dead letters.
func waitFor(t *testing.T, n int, args ...string) []client.DeadLetter {
	t.Helper()
	for range 200 {
		out, _ := command(t, 0, args...)
		if all := lettersIn(t, out); len(all) == n {
			return all
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%v never shows %d", args, n)
	return nil
}

// TestAsk runs the same commands on a folder whose server runs, over its
// address with a token, and on the folder alone.
func TestAsk(t *testing.T) {
	s := newServer(t)
	s.start()
	if got := s.send("k", attack(1)+"\n"+`{"EventID":`+"\x1b[2J\n{\"Event\xff"); got != http.StatusOK {
		t.Fatalf("status %d", got)
	}
	data := []string{"--data", s.data}
	waitFor(t, 2, append([]string{"deadletter", "list"}, data...)...)

	// Who has the folder is an administrator: another gets a token from them.
	folder, reached := socketTransport(t.Context(), s.data)
	if !reached {
		t.Fatal("no local socket")
	}
	defer folder.CloseIdleConnections()
	local, err := localSession(folder, "default", "ada")
	if err != nil {
		t.Fatal(err)
	}
	grant, err := local.CreateToken(t.Context(), client.CreateTokenParams{Body: client.NewToken{
		Name: "ada-laptop", Scopes: []string{identity.Administrator.Scope()}, Expires: time.Now().Add(time.Hour),
	}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(grant.Token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	remote := []string{"--server", "http://" + s.API.Listen, "--server-token-file", file}
	env := map[string]string{"GAMBESON_SERVER": "http://" + s.API.Listen, "GAMBESON_TOKEN_FILE": file}
	list := []string{"deadletter", "list", "--class", "syntax"}
	beside, _ := command(t, 0, append(list, data...)...)
	over, _ := command(t, 0, append(list, remote...)...)
	byEnv, _ := as(t, 0, env, "", list...)
	all := lettersIn(t, beside)
	if beside != over || beside != byEnv || len(all) != 2 {
		t.Errorf("beside the server:\n%sover its address:\n%sby the environment:\n%s", beside, over, byEnv)
	}
	if out, _ := command(t, 0, append([]string{"case", "list"}, remote...)...); strings.Count(out, "\n") != 1 {
		t.Errorf("cases: %s", out)
	}
	checkShown(t, all, data)
	s.checkReplay(t, all, remote, data)
	s.stop()
	alone, _ := command(t, 0, append(list, data...)...)
	if lettersIn(t, alone)[0].ID != all[0].ID {
		t.Errorf("without a server: %s", alone)
	}
	checkShown(t, all, data)
	checkDrop(t, data)
	if audit := s.audit(); !strings.Contains(audit, "ada-laptop replayed") || !strings.Contains(audit, "command-line:ada dropped") {
		t.Errorf("the audit trail says:\n%s", audit)
	}
}

// checkShown looks at records as a person sees them, and as they are.
func checkShown(t *testing.T, all []client.DeadLetter, data []string) {
	t.Helper()
	texts := ""
	for _, x := range all {
		out, _ := command(t, 0, append([]string{"deadletter", "show", x.ID, "--output", "table"}, data...)...)
		if strings.Contains(out, "\x1b") || !utf8.ValidString(out) {
			t.Errorf("unsafe for a terminal: %q", out)
		}
		texts += out
	}
	if !strings.Contains(texts, `{"EventID":\x1b[2J`) || !strings.Contains(texts, `7b 22 45 76 65 6e 74 ff`) {
		t.Errorf("shown:\n%s", texts)
	}
}

// checkReplay replays twice: nothing changes the second time, and what dies
// again waits again.
func (s *server) checkReplay(t *testing.T, all []client.DeadLetter, remote, data []string) {
	t.Helper()
	out, _ := command(t, 0, append([]string{"deadletter", "replay", all[0].ID, "--reason", "try"}, remote...)...)
	if got := lettersIn(t, out); len(got) != 1 || got[0].ID != all[0].ID {
		t.Errorf("replayed: %s", out)
	}
	waitFor(t, 2, append([]string{"deadletter", "list"}, data...)...)
	_, said := command(t, 0, append([]string{"deadletter", "replay", "--all"}, data...)...)
	if !strings.Contains(said, "2 dead letters replayed") {
		t.Errorf("said %q", said)
	}
	waitFor(t, 2, append([]string{"deadletter", "list"}, data...)...)
	if out, _ := command(t, 0, append([]string{"case", "list"}, data...)...); !strings.Contains(out, `"findings":1`) {
		t.Errorf("after replays: %s", out)
	}
}

// checkDrop drops what is chosen, after a question on a terminal.
func checkDrop(t *testing.T, data []string) {
	t.Helper()
	args := append([]string{"deadletter", "drop", "--source", "hosts"}, data...)
	user := map[string]string{"USER": "ada"}
	if _, said := as(t, 1, user, "n\n", args...); !strings.Contains(said, "2 dead letters (syntax 2). Drop them? [y/N]") || !strings.Contains(said, "nothing was done") {
		t.Errorf("asked %q", said)
	}
	if out, _ := as(t, 0, user, "y\n", args...); len(lettersIn(t, out)) != 2 {
		t.Errorf("dropped: %s", out)
	}
	if _, said := as(t, 0, user, "y\n", args...); !strings.Contains(said, "no dead letter waits") {
		t.Errorf("again: %q", said)
	}
}

// audit is who did what.
func (s *server) audit() string {
	s.t.Helper()
	db, err := state.Open(s.t.Context(), state.Deps{}, filepath.Join(s.data, stateFolder))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	all, err := db.Audit.List(s.t.Context(), state.AuditFilter{Tenant: "default"})
	if err != nil {
		s.t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range all {
		fmt.Fprintln(&b, e.Actor, e.Action, e.Object)
	}
	return b.String()
}

func TestAskRefusals(t *testing.T) {
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + freeAddress(t)
	id := strings.Repeat("0", 32)
	for _, x := range []struct {
		code int
		want string
		args []string
	}{
		{2, "--server URL", []string{"deadletter", "list"}},
		{2, "exclude each other", []string{"deadletter", "list", "--data", dir, "--server", nobody}},
		{2, "exclude each other", []string{"deadletter", "list", "--tenant", "x", "--server", nobody}},
		{2, "GAMBESON_TOKEN_FILE", []string{"deadletter", "list", "--server", nobody}},
		{3, "read the token", []string{"deadletter", "list", "--server", nobody, "--server-token-file", filepath.Join(dir, "none")}},
		{3, "is the server running", []string{"deadletter", "list", "--server", nobody, "--server-token-file", token}},
		{2, "without encryption", []string{"deadletter", "list", "--server", "http://gambeson.example", "--server-token-file", token}},
		{3, "no certificate", []string{"deadletter", "list", "--server", nobody, "--server-token-file", token, "--server-ca-file", token}},
		{2, "--class", []string{"deadletter", "replay", "--data", dir}},
		{2, "--class", []string{"deadletter", "replay", id, "--all", "--data", dir}},
		{2, "32 hex digits", []string{"deadletter", "show", "zz", "--data", dir}},
		{2, "no such state", []string{"deadletter", "list", "--state", "old", "--data", dir}},
	} {
		if _, stderr := command(t, x.code, x.args...); !strings.Contains(stderr, x.want) {
			t.Errorf("%v says %q, want %q in it", x.args, stderr, x.want)
		}
	}
}
