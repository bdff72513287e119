// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package scenario runs scenarios: events in, findings out. It is what
// `gambeson rules test` runs, and what the acceptance test of the rooms
// ([gambeson/detect/detecttest]) is made of.
//
// A scenario is a txtar archive. Its comment says what it shows; its files are
// records of sources, each file one source whose format is recognized as in a
// scan:
//
//   - match.<ext>: records each of which every rule under test must find;
//   - nomatch.<ext>: records in which none of them may find anything;
//   - <source>.<ext>, any other name: records whose findings the file findings
//     lists, one a line: the analytic's id, a blank, and its evidence as
//     file:record, separated by commas:
//     8c1f… windows.ndjson:3,windows.ndjson:7
//   - findings: that list; empty for a benign scenario. `-update` writes it;
//   - *.yml: rules, which are used in place of the room's own.
//
// Lines of findings that begin with # are comments.
package scenario
