// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// versionInfo is what `gambeson version` says.
type versionInfo struct {
	Version  string   `json:"version"`
	Commit   string   `json:"commit"`
	Modified bool     `json:"modified"`
	Go       string   `json:"go"`
	Platform string   `json:"platform"`
	Features []string `json:"features"`
}

// versionCommand builds `gambeson version`.
func versionCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which build this is",
		Args:  cobra.NoArgs,
		RunE: runs(func(context.Context, []string) error {
			build, _ := debug.ReadBuildInfo()
			v := versionOf(build)
			commit := v.Commit
			if v.Modified {
				commit += " (modified)"
			}
			return p.object(v, "version", v.Version, "commit", commit, "go", v.Go, "platform", v.Platform,
				"features", strings.Join(v.Features, ", "))
		}),
	}
}

// versionOf reads what the Go tool recorded in the binary; nil is a binary built without it.
func versionOf(build *debug.BuildInfo) versionInfo {
	v := versionInfo{Version: "unknown", Commit: "unknown", Features: []string{}}
	if build == nil {
		return v
	}
	v.Go = build.GoVersion
	if build.Main.Version != "" && build.Main.Version != "(devel)" {
		v.Version = build.Main.Version
	}
	set := map[string]string{}
	for _, s := range build.Settings {
		set[s.Key] = s.Value
	}
	if c := set["vcs.revision"]; c != "" {
		v.Commit = c
	}
	v.Modified = set["vcs.modified"] == "true"
	v.Platform = set["GOOS"] + "/" + set["GOARCH"]
	if set["CGO_ENABLED"] == "1" {
		v.Features = append(v.Features, "cgo")
	}
	if set["-race"] == "true" {
		v.Features = append(v.Features, "race")
	}
	for _, experiment := range strings.FieldsFunc(set["GOEXPERIMENT"], func(r rune) bool { return r == ',' }) {
		v.Features = append(v.Features, "goexperiment."+experiment)
	}
	return v
}
