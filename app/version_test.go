// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVersionOf(t *testing.T) {
	full := &debug.BuildInfo{
		GoVersion: "go1.26.8",
		Main:      debug.Module{Version: "v1.2.3+dirty"},
		Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}, {Key: "GOOS", Value: "linux"},
			{Key: "GOARCH", Value: "arm64"}, {Key: "CGO_ENABLED", Value: "1"}, {Key: "-race", Value: "true"},
			{Key: "GOEXPERIMENT", Value: "simd,jsonv2"},
		},
	}
	want := versionInfo{
		Version: "v1.2.3+dirty", Commit: "abc", Modified: true, Go: "go1.26.8", Platform: "linux/arm64",
		Features: []string{"cgo", "race", "goexperiment.simd", "goexperiment.jsonv2"},
	}
	if diff := cmp.Diff(want, versionOf(full)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	bare := versionOf(&debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}})
	if bare.Version != "unknown" || bare.Commit != "unknown" || bare.Features == nil {
		t.Errorf("a build without a repository: %+v", bare)
	}
	if none := versionOf(nil); none.Version != "unknown" {
		t.Errorf("no build information: %+v", none)
	}
}
