// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Gambeson is a security fabric in one binary: see the documentation of package app, or run it with --help.
package main

import (
	"os"

	"gambeson/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
