// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package evtx reads Windows event log files (EVTX): the format that Windows
// Vista and later keep under System32\winevt\Logs.
//
// A [Reader] takes any [io.Reader], so a log inside an archive needs no
// temporary file, and holds one chunk of 64 KiB at a time. [Reader.Next]
// gives the records in the order of the file, repeated record ids included;
// [Reader.Decode] builds the native tree of one in an [event.Event]. What the
// fields mean is for another package.
//
// # The tree
//
// The tree is the XML of the event in its well-known JSON form:
//
//	{"Event":{"#attributes":{"xmlns":…},
//	  "System":{"Provider":{"#attributes":{"Name":…,"Guid":…}},"EventID":4624,…},
//	  "EventData":{"TargetUserName":"alice","LogonType":3}}}
//
// In it
//
//   - an element is its text; with attributes or elements inside it is an
//     object, with the attributes in "#attributes" and its text in "#text". An
//     element with nothing in it, or with a null value, is null;
//   - a Data element with a Name is a member of that name. EventData's Data
//     elements without one are the list "Data". An array is a list, an empty
//     one the empty string. UserData stays nested as it is;
//   - names that occur more than once are kept in their order, as several
//     values of one field;
//   - an element that depends on a value that is null is left out, as Windows
//     does, and so is an element or attribute that has nothing but an optional
//     value that is null.
//
// Integers and floats are numbers, booleans are bools. All else is a string as
// Windows shows it: hexadecimal integers "0x3e7", times
// "2026-01-02T03:04:05.1234567Z" in UTC, identifiers "S-1-5-18" and
// "{54849625-5478-4994-a5ba-3e3b0328c30d}", binary data as hexadecimal digits
// in upper case. A value whose size does not fit its type is shown as binary.
// Text that is no valid UTF-16 has U+FFFD in the bad places, and the zeros
// that end a string are not a part of it.
//
// # Damage
//
// Damage never ends the reading: Next returns a [*DamageError] and the next call
// goes on behind it. A chunk whose checksum is wrong is still read; where a
// record's frame is broken the next good frame is searched; a file that was
// cut off, or copied while Windows wrote it, is read as far as it goes. The
// limits of this package (about 60 levels, [event.MaxNodes] values, 512 KiB of
// work for a record and 8 MiB for a chunk) make a record that exceeds them
// [ErrRecord].
//
// # Sources
//
// [MS-EVEN6] 2.2.12 to 2.2.17 (BinXml) and the libevtx project's format
// description. To test against real logs set GAMBESON_CORPUS to a folder that
// has sigma/regression_data and evtx-attack-samples.
//
// [MS-EVEN6]: https://learn.microsoft.com/openspecs/windows_protocols/ms-even6
package evtx
