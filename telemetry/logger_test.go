// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestLoggerDefault(t *testing.T) {
	var out bytes.Buffer
	log, err := NewLogger(&out, DefaultLogConfig())
	if err != nil {
		t.Fatal(err)
	}
	log.Info("quiet")
	log.Warn("loud", "files_skipped", 3)
	got := out.String()
	if strings.Contains(got, "quiet") || !strings.Contains(got, "msg=loud files_skipped=3") {
		t.Errorf("default level is warn, as text; got %q", got)
	}
}

func TestLoggerJSON(t *testing.T) {
	var out bytes.Buffer
	log, err := NewLogger(&out, LogConfig{Level: "debug", Format: "json"})
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("seen")
	var record map[string]any
	if err := json.Unmarshal(out.Bytes(), &record); err != nil || record["msg"] != "seen" {
		t.Errorf("record %q: %v", out.Bytes(), err)
	}
}

func TestLoggerRefuses(t *testing.T) {
	for _, c := range []LogConfig{{Level: "loud", Format: "text"}, {Level: "info", Format: "xml"}, {}} {
		if _, err := NewLogger(&bytes.Buffer{}, c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}
