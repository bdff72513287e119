// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package memory is a log that lives as long as its process: for tests of who uses a log.
//
// It keeps the contract of gambeson/bus (bustest.Contract), but for being durable: what [Store.Open] returns can be closed
// and opened again and has its messages still; they end with the Store. Memory is bounded by what is appended and not
// trimmed, and nothing else.
package memory
