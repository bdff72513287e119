// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package sigma does the Sigma rule language: it parses rules, says what is
// wrong with them, compiles them into one engine and matches events.
//
// # Guarantees
//
// A rule is either evaluated exactly as written or refused with file, line,
// column and reason: [Load] and [Parse] return every [Problem], and a rule
// with a problem of severity [Error] is not among the rules. A rule whose
// placeholders have no value is kept, with [Rule.Inactive] set, and never
// matches.
//
// Parsing is bounded in size, depth and number of values, so a hostile rule
// file ends in a problem, not in a large process.
//
// [Matcher.Match] does not allocate for an event that matches nothing, and the
// order of its matches depends only on the rules and the event.
//
// # Readings
//
// Where the specification is silent, this package reads it so:
//
//   - A field with several values matches where any value does; "neq" and
//     "not" negate the whole of that.
//   - null matches a field that is missing or holds a null; the empty string
//     matches only a value that is there and empty; "exists" asks only whether
//     the field is there.
//   - Text compares as text whatever its type, numbers by their canonical
//     decimal form: 4688 in a rule matches 4688, 4688.0 and "4688" in an event.
//   - Letters compare by Unicode simple case folding.
//   - A keyword is searched in every value of the event and, where the record
//     is a line of text, in the line.
//   - "1 of" and "all of" over no search identifier are false.
//   - Regular expressions are RE2: every construct that the specification
//     allows is in it, and matching takes linear time.
//
// # Cost
//
// All rules are one index: which of them may be true follows from what is in an
// event, so that its cost hardly grows with their number. How is decided in
// docs/adr/0010-one-index-over-all-rules.md.
//
// # Log sources
//
// Which events a rule meets is decided by [LogSources], a table of this
// package that docs/reference/logsources.md prints. An event whose log source
// the table does not know meets only rules that name none.
//
// # Limits
//
// Correlation rules and filters are recognised, counted and refused as not
// supported yet.
//
// # Sources
//
// Sigma specification 2.1.0: rules and modifiers appendix.
//
// # Testing
//
// The engine is compared with a plain evaluator in the test tree on generated
// rules and events, and, where GAMBESON_CORPUS names the corpus, with all its
// rules on its events.
package sigma
