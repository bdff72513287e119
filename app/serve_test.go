// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// TestServe sends to a server, and looks at what it keeps.
func TestServe(t *testing.T) {
	s := newServer(t)
	s.start()
	if got := s.send("k", attack(0)+"\n"+`{"EventID":`); got != http.StatusOK {
		t.Fatalf("status %d, want 200", got)
	}
	s.token = "gambeson_source_nobody"
	if got := s.send("x", "{}"); got != http.StatusUnauthorized {
		t.Errorf("an unknown token: status %d, want 401", got)
	}
	if got := s.outcome(); got.Events != 1 || len(got.Cases) != 1 || got.Letters != 1 {
		t.Errorf("outcome %+v", got)
	}
}

func TestServeRefuses(t *testing.T) {
	out, err := exec.Command("gambeson", "serve").CombinedOutput()
	ended := &exec.ExitError{}
	if !errors.As(err, &ended) || ended.ExitCode() != exitUsage || !strings.Contains(string(out), "--data DIR") {
		t.Errorf("serve without a folder: %v\n%s", err, out)
	}
}
