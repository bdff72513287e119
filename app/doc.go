// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package app is the program: the one package that knows all others, one file for each command.
//
// [Main] is called by cmd/gambeson and by the tests, which run the command line from scripts (testdata/script) with the
// test binary as the program.
//
// # What every command keeps to
//
// Data goes to standard output, everything else to standard error. A terminal gets a table and a pipe gets NDJSON,
// unless --output says otherwise. The exit code is 0 for success, 1 for a failed check or findings at the level that
// the user named, 2 for wrong usage, 3 for configuration or input and output. A refusal ends with a line that says what
// to do next. Flags win over GAMBESON_* variables, these over the configuration file, this over the defaults.
//
// # Adding a command
//
// Write a file <name>.go with a constructor func <name>Command(p *program) *cobra.Command and name it in commands.
// Return [usageErrorf], [checkFailed] or an ordinary error (code 3); write results with p.rows or p.object; read the
// configuration with p.settings, after binding flags that override keys with p.bind. Its script goes to testdata/script.
package app
