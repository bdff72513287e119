// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package file finds the files that a path names and opens what is in them, and follows files that grow.
//
// # Walking
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
// # Following
//
// A [Follower] reads the lines of files that patterns name, as they are
// finished. A file is known by its place on the disk and its first line: it may
// be renamed, and is read on for a few polls after its name has gone. A file
// that was cut off is read from its beginning. A line's position is its offset,
// so that it is the same event whenever it is read again: offsets are saved
// behind the log's acknowledgement, and losing them loses nothing. A gzip is
// read once, as a file of its own: patterns that name rotated files both before
// and after they are compressed read them twice.
//
// # Limits
//
// Archives inside archives are reported, not opened, and so are zips whose
// directory has more than 32 MiB. Encrypted zip members are reported.
//
// Sources: RFC 1952 (gzip), POSIX pax/ustar, APPNOTE (zip).
package file
