// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package file finds the files that a path names and opens what is in them.
//
// [Walk] goes through folders in the order of names, follows symbolic links and
// visits each real folder once, and looks into archives: zip, tar, and gzip
// around a file or a tar. What is inside an archive is called
// "archive!member"; a gzip around a single file is no archive and keeps the
// path of the file. Kinds are told by their first bytes, not by names.
//
// # Guarantees
//
// Nothing is extracted: names inside an archive are labels, so that none can
// lead anywhere. Everything is a stream, so that a bomb costs time and no
// memory, and little time: a member that grows to more than [MaxRatio] times
// its compressed size is cut off with [ErrBomb]. FIFOs, sockets and devices are
// never opened. What cannot be read is reported to the visitor with its path,
// and the walk goes on.
//
// # Limits
//
// Archives inside archives are reported, not opened. Encrypted zip members are
// reported.
//
// Sources: RFC 1952 (gzip), POSIX pax/ustar, APPNOTE (zip).
package file
