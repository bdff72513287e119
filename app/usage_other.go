// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package app

// cpuSeconds is not known on this system.
func cpuSeconds() float64 { return 0 }

// peakRSS is not known on this system.
func peakRSS() int64 { return 0 }

// openFiles returns how many files the process may have open: not known.
func openFiles() uint64 { return 0 }
