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

// run runs one command line and reports its error.
func run(ctx context.Context, args []string, env Env) int {
	root := rootCommand(&program{Env: env})
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	var e *exitError
	if !errors.As(err, &e) {
		// What cobra itself refuses is the usage: arguments, flags.
		e = &exitError{code: exitUsage, err: err}
	}
	if e.hint == "" && e.code == exitUsage {
		e.hint = fmt.Sprintf("%s --help says how it is used", cmd.CommandPath())
	}
	if e.err != nil {
		for line := range strings.Lines(e.err.Error()) {
			fmt.Fprintf(env.Stderr, "gambeson: %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	if e.hint != "" {
		fmt.Fprintf(env.Stderr, "hint: %s\n", e.hint)
	}
	return e.code
}
