// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package ocsf knows the Open Cybersecurity Schema Framework, version 1.8.0: its classes, objects and attributes, and
// whether an event keeps to them.
//
// [Load] gives the [Registry], in which a class is found by its number or name, an object by its name, and an attribute
// by a dotted path such as "process.file.path". [Registry.Validate] lists what the schema forbids in an event,
// [Registry.Lint] also what it advises against. Constants name every class ([ProcessActivity]) and category.
//
// # Guarantees
//
// A Registry never changes after Load and is safe for use by any number of goroutines. What it returns is shared and
// MUST NOT be changed. Nothing is read from outside the program. No input makes a method panic; a document's nesting
// is followed to [MaxDepth], and at most [MaxProblems] problems are listed.
//
// # Profiles and extensions
//
// An attribute that a profile brings names that profile in [Attribute.Profiles]; an event has it, and is asked for it
// where it is required, only if its metadata.profiles names one of them. Every attribute of type timestamp_t has a
// sibling with the suffix "_dt" in the profile "datetime". A class that declares a profile's attribute as its own has
// it always. The platform extensions linux (1), win (2) and macos (3) are part of the registry: their classes carry
// the extension's number (201001 is win's registry_key_activity), their profiles its name ("linux/linux_users"), and
// their attributes of core objects, such as reg_key in evidences, are there for every event.
//
// # What is checked
//
// Unknown attributes, types, lists, required attributes, enumerations, ranges and lengths, the form of addresses, times
// and identifiers, constraints, profiles, type_uid, and that an observable's name is an attribute of the class. The
// schema lets everything in where it says object or json_t without attributes: unmapped, xattributes, data. A null is
// an absent attribute. A float may be written as an integer, an integer not with a fraction or exponent. Where the
// schema's patterns are tighter than its own prose (a date and time with a blank for the T), the prose counts. Names
// such as hostname_t, url_t and file_path_t have no pattern in the schema, so any text is one.
//
// # Sources
//
// The facts (names, numbers, types, requirements, captions) are compiled by internal/gen from the OCSF 1.8.0 schema,
// https://schema.ocsf.io/1.8.0/, into registry.tsv and classes_gen.go; its descriptions are not copied. The checks
// follow the schema's metaschema and the dictionary's types. How to test: go test ./event/ocsf/..., with
// GAMBESON_CORPUS set to also compare the committed files with the schema's sources.
package ocsf
