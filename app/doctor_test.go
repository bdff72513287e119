// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gambeson/api"
)

// TestDoctor gives each examination something to find.
func TestDoctor(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, examination string
		change            func(*Config)
		status            api.Status
		detail            string
	}{
		{"a folder of its own", "data folder", func(*Config) {}, api.StatusOK, ""},
		{"a file for a folder", "data folder", func(c *Config) { c.Data = file }, api.StatusDown, "no folder"},
		{"a folder for everyone", "data folder", func(c *Config) {
			c.Data = t.TempDir()
			if err := os.Chmod(c.Data, 0o755); err != nil {
				t.Fatal(err)
			}
		}, api.StatusWarn, "everyone"},
		{"room", "disk", func(c *Config) { c.Bus.MinFree, c.Bus.WarnFree = 0, 0 }, api.StatusOK, "free"},
		{"little room", "disk", func(c *Config) { c.Bus.MinFree, c.Bus.WarnFree = 0, 1<<62 }, api.StatusWarn, "free"},
		{"no room", "disk", func(c *Config) { c.Bus.MinFree, c.Bus.WarnFree = 1<<62, 1<<62 }, api.StatusDown, "refuse"},
		{"a clock that went back", "clock", func(c *Config) {
			future := time.Now().Add(time.Hour)
			if err := os.Chtimes(c.Data, future, future); err != nil {
				t.Fatal(err)
			}
		}, api.StatusDown, "future"},
		{"a disk that syncs", "fsync", func(*Config) {}, "", "at most"},
		{"no certificate yet", "certificate", func(*Config) {}, api.StatusOK, "none yet"},
		{"a bad certificate", "certificate", func(c *Config) { c.API.CertFile = file }, api.StatusDown, "no PEM"},
		{"an absent certificate", "certificate", func(c *Config) { c.API.CertFile = file + ".absent" }, api.StatusDown, "no such file"},
		{"a taken port", "ports", func(c *Config) { c.API.Listen = taken.Addr().String() }, api.StatusWarn, taken.Addr().String()},
	} {
		t.Run(c.name, func(t *testing.T) {
			settings := DefaultConfig()
			settings.Data = t.TempDir()
			if err := os.Chmod(settings.Data, 0o700); err != nil {
				t.Fatal(err)
			}
			c.change(&settings)
			for _, x := range examinations() {
				if x.name != c.examination {
					continue
				}
				status, detail, hint := x.look(t.Context(), &settings)
				if c.status != "" && status != c.status || !strings.Contains(detail, c.detail) {
					t.Errorf("%s: %s", status, detail)
				}
				if status != api.StatusOK && hint == "" {
					t.Errorf("%s, and what is to be done? %s", status, detail)
				}
				return
			}
			t.Errorf("there is no examination %q", c.examination)
		})
	}
}

// TestDoctorLeavesNothing shows that looking changes nothing in the data folder.
func TestDoctorLeavesNothing(t *testing.T) {
	c := DefaultConfig()
	c.Data = t.TempDir()
	for _, x := range examinations() {
		x.look(t.Context(), &c)
	}
	if left, err := os.ReadDir(c.Data); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
