// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package syslog is the door for syslog, of RFC 3164 and RFC 5424, over UDP, TCP and TLS.
//
// # Records
//
// A record is a message as it was sent, from its priority on, without its framing: what stands in it is read behind the
// log, by the format of the source. A sender is known by its address or, over TLS, by its certificate; who is not known
// is not heard. Whether it still is known is asked again for whatever it sends next.
//
// # Framing
//
// Over streams each message is framed by itself, as clients mix the two: a length in decimal digits and a space before
// the message (octet counting), or a line feed or NUL behind it. A last message without an end counts if the client has
// closed the connection. Over UDP a datagram is a message.
//
// # Acknowledgement
//
// Syslog has none. Over streams nothing that was read is dropped: while the log is full, or the source over its quota,
// the door stops reading, and the client keeps what it has. Over UDP what finds no room is dropped and counted, as
// "busy" among the refusals of the source. Event ids are counted here, so that what a client sends again is new.
//
// # Limits
//
// Messages of more than ingest.Config.MaxRecordBytes are skipped and counted. A client has [Config].FrameTimeout for a
// message that it has begun, and for TLS, and may be silent for [Config].IdleTimeout between two. Connections beyond
// [Config].MaxConnections are closed.
//
// Sources: RFC 3164, 5424, 5425, 5426, 6587.
package syslog
