// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package keys is how the platform's listeners are encrypted: the API's and the doors'.
//
// A [Server] has a certificate that somebody configured, or one that the program makes itself, signed by itself, where
// there is none. Whoever needs to be told from others by a certificate of its own is verified against the configured
// authorities; a client without one is served, and is not known by one.
//
// # Guarantees
//
//   - Renewed files are taken by the next connection, without a restart. Files that do not fit each other are reported
//     once, and the last good ones go on.
//   - An own certificate is kept over restarts, so that its fingerprint can be pinned; it is renewed 60 days before its
//     end, and where it does not name the address that is listened on. Its key is readable by its owner only.
//   - TLS 1.3, or 1.2 and 1.3 where the configuration says so. There is no setting for ciphers.
//   - A client's certificate is verified in every connection: none is resumed where authorities are configured, so that
//     taking one out of the file is felt by the next connection.
//
// # Limits
//
// Certificates are not checked for revocation: take a sender's name from its source, or the authority from the file.
//
// Sources: RFC 5280, 8446, 5246, 9662.
package keys
