// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gambeson/internal/nearest"
)

// commands lists what the program can do, in the order of the help.
func commands(p *program) []*cobra.Command {
	return []*cobra.Command{
		demoCommand(p),
		serveCommand(p),
		scanCommand(p),
		sourceCommand(p),
		caseCommand(p),
		deadLetterCommand(p),
		reprocessCommand(p),
		rulesCommand(p),
		doctorCommand(p),
		configCommand(p),
		versionCommand(p),
	}
}

// program is one run of the command line: its surroundings, and the flags that every command has.
type program struct {
	Env
	configFile string
	output     format
	bound      []boundFlag
	// Whom commands ask that speak the API.
	server, serverToken, serverCA string
}

// rootCommand builds the command tree.
func rootCommand(p *program) *cobra.Command {
	root := group("gambeson", "A security fabric in one binary", commands(p)...)
	root.Long = `Gambeson finds attacks in logs.

Data goes to standard output, everything else to standard error. A terminal gets a table, a pipe NDJSON.
Flags win over GAMBESON_* variables, these over the configuration file, this over the defaults.

Exit codes: 0 done; 1 a check failed, or findings at or above --fail-on; 2 wrong usage, or a rule or query
that is wrong; 3 configuration, or input and output.`
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&p.configFile, "config", "", "configuration `FILE` (default $GAMBESON_CONFIG, else none)")
	flags.Var(&p.output, "output", "`FORMAT` of the results: "+strings.Join(formats(), ", ")+
		" (default $GAMBESON_OUTPUT, else table on a terminal and ndjson in a pipe)")
	flags.String("log-level", "", "least `LEVEL` that is logged: debug, info, warn, error")
	flags.String("log-format", "", "log records as `FORMAT`: text, json")
	p.bind(flags.Lookup("log-level"), "log.level")
	p.bind(flags.Lookup("log-format"), "log.format")
	return root
}

// group builds a command that only holds others.
func group(name, short string, below ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   name,
		Short: short,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			var known []string
			for _, c := range cmd.Commands() {
				if c.IsAvailableCommand() {
					known = append(known, c.Name())
				}
			}
			if len(args) == 0 {
				return usageErrorf("one of: "+strings.Join(known, ", "), "%s needs a command", cmd.CommandPath())
			}
			hint := "one of: " + strings.Join(known, ", ")
			if m := nearest.Match(args[0], known); m != "" {
				hint = fmt.Sprintf("did you mean %q?", cmd.CommandPath()+" "+m)
			}
			return usageErrorf(hint, "unknown command %q", cmd.CommandPath()+" "+args[0])
		},
	}
	cmd.AddCommand(below...)
	return cmd
}

// runs adapts a command's function: an error that has no exit code is one of configuration or input and output.
func runs(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := f(cmd.Context(), args)
		if _, ok := errors.AsType[*exitError](err); ok || err == nil {
			return err
		}
		return &exitError{code: exitIO, err: err}
	}
}

// flagError explains a flag that does not exist with the nearest that does.
func flagError(cmd *cobra.Command, err error) error {
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return usageErrorf("", "%w", err)
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	hint := ""
	if m := nearest.Match(unknown.GetSpecifiedName(), known); m != "" {
		hint = fmt.Sprintf("did you mean --%s?", m)
	}
	return usageErrorf(hint, "%w", err)
}
