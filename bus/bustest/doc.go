// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package bustest is the contract of gambeson/bus as tests: what every log has to pass.
//
// [Run] is for logs that keep their data in a folder of this machine, and [Contract] the part of it that needs no disk.
// The contract: order, repetitions, reading, sizes, consumers' positions, trimming, epochs, closing, and many producers
// and consumers at once. The rest: kill -9 at random moments (GAMBESON_SOAK=1: 200 times), an fsync before each
// acknowledgement as strace sees it, a full file system, one process at a time, and memory that stays bounded.
//
// Some tests start the test binary again as a child, which runs the test that called Run up to that call; so that test
// calls it first.
//
// To see that the tests notice, break the log: acknowledge before the write, leave out SyncAlways, forget the ids at a start.
package bustest
