// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package normalizetest is the acceptance test of the formats.
//
// A scenario is a txtar archive in the room's testdata folder. Its comment says
// what it shows; its files are:
//
//   - in.<extension>: records of the source, framed as they would be in a file;
//   - want.ndjson: the events they become, one OCSF event a line, written by
//     `go test ./normalize/<room> -update` and read by a person;
//   - bad.<extension> (optional): records that the format must refuse.
//
// [Accept] runs every scenario of a room. It shows for each record that the
// format claims it, that the event validates against the OCSF schema and is
// the wanted one, that no word of the record is lost, that reading it again gives the
// same, and that no prefix of it makes the format fail in another way than
// with an error.
package normalizetest
