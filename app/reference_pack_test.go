// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"gambeson/detect/rules/pack"
	"gambeson/sigma"
)

// TestReferencePack compares docs/reference/rules.md with the rules that are part of the program.
func TestReferencePack(t *testing.T) {
	set, err := sigma.LoadFS(sigma.Options{}, pack.FS())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# Rules

<!-- Generated from the rules themselves; make generate writes it again. -->

The %d rules that are part of the program, in detect/rules/pack. A scan without `+"`--rules`"+` uses them. A level means: critical,
nobody does this in good faith; high, look today; medium, worth a look together with something else; low, a line in the
story of a host.
`, len(set.Rules))
	folder := ""
	for _, r := range set.Rules {
		if f := path.Dir(r.File); f != folder {
			folder = f
			fmt.Fprintf(&b, "\n## %s\n\n| rule | finds | level | log source | techniques |\n|---|---|---|---|---|\n", folder)
		}
		name := strings.TrimSuffix(path.Base(r.File), ".yml")
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", name, cell(r.Title), r.Level, r.LogSource, strings.Join(techniqueIDs(r.Tags), " "))
	}
	golden(t, "../docs/reference/rules.md", b.String())
}

// techniqueIDs returns the ATT&CK techniques among the tags of a rule.
func techniqueIDs(tags []string) (out []string) {
	for _, tag := range tags {
		if id, ok := strings.CutPrefix(tag, "attack.t"); ok && id[0] >= '0' && id[0] <= '9' {
			out = append(out, "T"+id)
		}
	}
	return out
}
