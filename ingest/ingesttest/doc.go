// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package ingesttest is what every transport has to pass, and the log and the senders that tests of doors use.
//
// A transport's own test describes the transport ([Transport]) and calls [Suite]. [Log] is the log in memory: it
// remembers identities, can be held, filled up, and made to lose acknowledgements. [Senders] knows tokens and address
// ranges.
package ingesttest
