// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"log/slog"
	"testing"
)

func TestFitConnections(t *testing.T) {
	for _, x := range []struct {
		files uint64
		most  int
	}{{1 << 20, 1 << 20}, {20_000, 15_000}, {1024, 768}, {400, 300}, {0, 1 << 20}} {
		c := DefaultConfig()
		f := fitConnections(&c, x.files, slog.New(slog.DiscardHandler))
		sum := f.Ingest.HTTP.MaxConnections + 2*f.Ingest.OTLP.MaxConnections + 2*f.Ingest.Syslog.MaxConnections + f.API.MaxConnections
		if sum > x.most || f.Ingest.HTTP.MaxConnections < 1 || f.API.Validate() != nil {
			t.Errorf("with %d files: %d connections, want at most %d; %v", x.files, sum, x.most, f.API.Validate())
		}
		if d := DefaultConfig(); c.Ingest.HTTP.MaxConnections != d.Ingest.HTTP.MaxConnections {
			t.Error("the configuration itself was changed")
		}
	}
}
