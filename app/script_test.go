// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gambeson/internal/testkit"
)

// TestMain makes the test binary the program: scripts that run gambeson run this binary again.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gambeson": func() {
			stop := profiled()
			code := Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
	})
}

// TestScripts runs the command line as users do.
func TestScripts(t *testing.T) {
	program := plainProgram(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       testkit.Update(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each run of a binary with the race detector ends a second late
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exit": exitCode, "bytes": writeBytes},
	})
}

// exitCode is the script command "exit N PROGRAM ARG...": run the program, which must end with code N.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit N program args")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = strconv.Itoa(ended.ExitCode())
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// writeBytes is the script command "bytes FILE TEXT [TIMES]": write the text, with Go's escapes, so many times.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: bytes file text [times]")
	}
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	times := 1
	if len(args) == 3 {
		times, err = strconv.Atoi(args[2])
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, times)), 0o644))
}

// profiled writes profiles of the program, which is a child of a test, into the folder that GAMBESON_PROFILES names:
// one of the CPU and one of what it allocated. The returned function ends them.
func profiled() (stop func()) {
	dir := os.Getenv("GAMBESON_PROFILES")
	if dir == "" {
		return func() {}
	}
	create := func(kind string) *os.File {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%d.pprof", kind, os.Getpid())))
		if err != nil {
			panic(err)
		}
		return f
	}
	cpu := create("cpu")
	if err := pprof.StartCPUProfile(cpu); err != nil {
		panic(err)
	}
	return func() {
		pprof.StopCPUProfile()
		allocs := create("allocs")
		if err := errors.Join(pprof.Lookup("allocs").WriteTo(allocs, 0), cpu.Close(), allocs.Close()); err != nil {
			panic(err)
		}
	}
}
