// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Confdoc writes the comments of a configuration struct's fields into a Go file, where the program finds them.
//
// It runs in the struct's folder (go:generate) and follows field types into the other packages of the module. A field
// without a comment, or without a yaml tag, is an error: what users set is documented.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	name := flag.String("type", "Config", "the struct's name")
	out := flag.String("out", "", "the file to write")
	flag.Parse()
	if err := generate(".", *name, *out); err != nil {
		fmt.Fprintf(os.Stderr, "confdoc: %v\n", err)
		os.Exit(1)
	}
}
