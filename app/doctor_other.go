// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package app

// freeBytes is not known on this system.
func freeBytes(string) (uint64, bool) { return 0, false }

// openFileLimit is not known on this system.
func openFileLimit() (uint64, bool) { return 0, false }

// memoryBytes is not known on this system.
func memoryBytes() (uint64, bool) { return 0, false }

// clockSynchronized is not known on this system.
func clockSynchronized() (synchronized, ok bool) { return false, false }
