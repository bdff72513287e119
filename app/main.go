// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Main runs the command line args (without the program's name) and returns the exit code. An interrupt or SIGTERM
// cancels the command, which ends early with what it has.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, Env{
		Stdin: stdin, Stdout: stdout, Stderr: stderr,
		LookupEnv:      os.LookupEnv,
		StdoutTerminal: isTerminal(stdout), StderrTerminal: isTerminal(stderr),
	})
}

// Env is a command's surroundings. Commands use these and never the os package's standard streams or environment.
type Env struct {
	Stdin          io.Reader                   // data in
	Stdout         io.Writer                   // data out
	Stderr         io.Writer                   // everything else
	LookupEnv      func(string) (string, bool) // as os.LookupEnv
	StdoutTerminal bool                        // a person reads standard output
	StderrTerminal bool                        // a person reads standard error, and wants to see progress
}

// isTerminal reports whether a person reads what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// run runs one command line.
func run(ctx context.Context, args []string, env Env) int {
	return execute(ctx, rootCommand(&program{Env: env}), args, env)
}

// execute runs one command line on a command tree.
func execute(ctx context.Context, root *cobra.Command, args []string, env Env) int {
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	return report(cmd, err, env.Stderr)
}

// report says what went wrong and what to do next, and returns the exit code.
func report(cmd *cobra.Command, err error, stderr io.Writer) int {
	e, ok := errors.AsType[*exitError](err)
	if !ok {
		// What cobra itself refuses is the usage: arguments, flags.
		e = &exitError{code: exitUsage, err: err}
	}
	if e.hint == "" && e.code == exitUsage {
		e.hint = fmt.Sprintf("%s --help says how it is used", cmd.CommandPath())
	}
	if e.err != nil {
		for line := range strings.Lines(e.err.Error()) {
			fmt.Fprintf(stderr, "gambeson: %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	if e.hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", e.hint)
	}
	return e.code
}
