// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package archtest holds the rules of the house, and the test that the repository keeps them.
//
// Each rule is a function from a [Tree], the module as `go list` and the parser see it, to violations; [Rules] lists
// them. Two tables beside the code say what cannot be derived: layers.txt, which folders a folder imports, and
// engines.txt, which folders know a third-party module. A rule that one place has a reason to break is answered in that
// place by a directive with the reason:
//
//	//archtest:long the state machine of RFC 5424 reads better in one piece
//	//archtest:var  shared by all decoders; building it takes a second
//
// Words: a folder is a top-level one (detect); a room is a package folder directly below a verb (detect/uba); a kit is a
// package whose name ends in "test" (detect/detecttest), or internal/testkit, which only tests may import.
//
// To test a rule, testdata has for each a module that breaks it, as txtar, with the violations that must come out.
package archtest
