// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package config reads configuration structs strictly: a key that no field has is an error with its line, its column
// and the nearest known key.
//
// The package knows no setting. Each package that users configure owns a Config struct with a DefaultConfig function
// and a Validate method; package app composes them into one struct, and this package fills, checks, describes and
// prints whatever struct it is given.
//
// # Precedence
//
// [Load] starts from the struct's own values (the defaults), then applies the file, then the overrides in order. By
// convention these are the environment's first and the flags' last. The result says for each key where its value came
// from ([Origins]).
//
// # The struct
//
// Every exported field has a yaml tag, which is its key: lower case, words joined by underscores. A struct is a
// section; its fields may be strings, booleans, integers, floats, [time.Duration], types with UnmarshalText (such as
// [Size]), slices and string-keyed maps of these, slices of sections, and sections. A tag `enum:"a,b"` lists the only
// values that a string may have. Sections MAY have a method Validate() error; an error made with [Errorf] names the key
// that is wrong.
//
// # What a file may not do
//
// One document, at most [MaxFile] bytes and 16 levels deep; no duplicate key, no anchor or alias, no merge key, no key
// without a value (a section may be empty). All problems of a file are reported at once ([Problems]).
package config
