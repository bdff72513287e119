// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"gambeson/config"
)

// configCommand builds `gambeson config`.
func configCommand(p *program) *cobra.Command {
	return group("config", "Write, show and check the configuration",
		configInitCommand(p), configShowCommand(p), configValidateCommand(p), configSchemaCommand(p))
}

func configInitCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented configuration file (default gambeson.yaml; - is standard output)",
		Args:  cobra.MaximumNArgs(1),
		RunE: runs(func(_ context.Context, args []string) error {
			name := "gambeson.yaml"
			if len(args) == 1 {
				name = args[0]
			}
			c := DefaultConfig()
			text := configHeader + config.Template(&c, configDocs())
			if name == "-" {
				_, err := io.WriteString(p.Stdout, text)
				return err
			}
			return p.writeNew(name, text)
		}),
	}
}

// configHeader begins a new configuration file.
const configHeader = `# Gambeson's configuration. Every key stands here as a comment with its default: remove the "# " before a key to
# change it. An unknown key is an error.

`

// writeNew writes a file that must not exist yet; only its owner may read it.
func (p *program) writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return withHint(fmt.Errorf("write configuration: %w", err), "name another file, or move this one away")
	}
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write configuration %s: %w", name, err)
	}
	fmt.Fprintf(p.Stderr, "wrote %s\nhint: `gambeson config validate %s` checks it after a change\n", name, name)
	return nil
}

// setting is one line of `gambeson config show`.
type setting struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Origin string `json:"origin"`
}

func configShowCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "show",
		Short: "Show the configuration in force, and where each value comes from (--output json: as one document)",
		Args:  cobra.NoArgs,
		RunE: runs(func(context.Context, []string) error {
			c, origins, err := p.settings()
			if err != nil {
				return err
			}
			if f, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV); err != nil {
				return err
			} else if f == formatJSON {
				return p.object(config.Plain(c))
			}
			out, err := p.rows("key", "value", "origin")
			if err != nil {
				return err
			}
			for _, k := range config.Keys(c) {
				origin := origins[k.Path]
				if origin == "" {
					origin = "default"
				}
				if err := out.write(setting{k.Path, k.Plain(), origin}, k.Path, k.Value, origin); err != nil {
					return err
				}
			}
			return out.close()
		}),
	}
}

func configValidateCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "validate [FILE]",
		Short: "Check a configuration (default: the one in force; - is standard input)",
		Args:  cobra.MaximumNArgs(1),
		RunE: runs(func(_ context.Context, args []string) error {
			if len(args) == 1 {
				p.configFile = args[0]
			}
			if _, _, err := p.settings(); err != nil {
				return err
			}
			fmt.Fprintln(p.Stderr, "the configuration is valid")
			return nil
		}),
	}
}

func configSchemaCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the configuration's JSON Schema, for editors and checks",
		Args:  cobra.NoArgs,
		RunE: runs(func(context.Context, []string) error {
			c := DefaultConfig()
			if err := encode(p.Stdout, config.Schema(&c, configDocs()), "  "); err != nil {
				return err
			}
			_, err := io.WriteString(p.Stdout, "\n")
			return err
		}),
	}
}
