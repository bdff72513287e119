// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Command gen compiles the OCSF schema sources into the two files that package ocsf is made of.
//
// It reads the folder ocsf under $GAMBESON_CORPUS (classes, objects, dictionary, profiles, categories and the
// platform extensions windows, linux and macos) and writes registry.tsv and classes_gen.go into the current folder.
// Only facts are taken: names, identifiers, types, requirements, enumeration captions, constraints. Descriptions are not.
//
// The compilation follows the order that the schema's own compiler uses: includes, extension patches, inheritance,
// derived class attributes, observables, date-time siblings, then the dictionary under every attribute.
//
// Without GAMBESON_CORPUS nothing is written, which is said, and the committed files stand.
// The output depends on the sources only. How to test: GAMBESON_CORPUS=… go test ./event/ocsf/...
package main
