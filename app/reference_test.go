// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gambeson/config"
	"gambeson/internal/testkit"
)

// TestReferenceConfiguration compares docs/reference/configuration.md with the configuration's comments and defaults.
func TestReferenceConfiguration(t *testing.T) {
	c := DefaultConfig()
	golden(t, "../docs/reference/configuration.md", `# Configuration

<!-- Generated from the comments of the configuration structs; make generate writes it again. -->

One YAML file, named by `+"`--config`"+` or `+"`GAMBESON_CONFIG`"+`, sets what is not as it should be by default. It is read strictly: a
key that does not exist, stands twice or has no value is an error with its line. Every key has an environment variable; a
list is written there with commas, or as `+"`[a, b]`"+`. Flags win over variables, these over the file, this over the defaults.

`+"`gambeson config init`"+` writes a file with all keys, `+"`config validate`"+` checks one, `+"`config show`"+` says what is in force and
where it comes from, and `+"`config schema`"+` prints the JSON Schema.

Sizes are bytes, or a number and KiB, MiB, GiB, TiB (powers of 1,024) or kB, MB, GB, TB (powers of 1,000). Durations are
numbers with units: `+"`300ms`, `90s`, `24h`, `1h30m`"+`.
`+config.Reference(&c, configDocs()))
}

// TestReferenceCommandLine compares docs/reference/command-line.md with the commands' own help.
func TestReferenceCommandLine(t *testing.T) {
	root := rootCommand(programTo(io.Discard, "", false))
	var b strings.Builder
	b.WriteString("# Command line\n\n<!-- Generated from the commands; make generate writes it again. -->\n\n")
	b.WriteString(root.Long + "\n\n## Flags of every command\n\n")
	flagTable(&b, root.PersistentFlags())
	commandReference(&b, root)
	golden(t, "../docs/reference/command-line.md", b.String())
}

// commandReference writes a section for each command that does something.
func commandReference(b *strings.Builder, cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		if !c.IsAvailableCommand() || c.Name() == "help" {
			continue
		}
		if c.HasAvailableSubCommands() {
			commandReference(b, c)
			continue
		}
		fmt.Fprintf(b, "\n## `%s`\n\n%s.\n", strings.TrimSuffix(c.UseLine(), " [flags]"), strings.TrimSuffix(c.Short, "."))
		if c.Long != "" {
			fmt.Fprintf(b, "\n%s\n", c.Long)
		}
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			b.WriteByte('\n')
			flagTable(b, c.LocalNonPersistentFlags())
		}
	}
}

func flagTable(b *strings.Builder, flags *pflag.FlagSet) {
	b.WriteString("| flag | meaning |\n|---|---|\n")
	flags.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		flag := "--" + f.Name
		if value != "" {
			flag += " " + value
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", flag, strings.ReplaceAll(usage, "|", `\|`))
	})
}

// golden compares a file with what it should be, or writes it with -update.
func golden(t *testing.T, name, want string) {
	t.Helper()
	if testkit.Update() {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the program says; `make generate` writes it again (-want +got):\n%s", name, diff)
	}
}
