// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build race

package app

// memoryLimit is [mostMemory] for a program that the race detector watches.
func memoryLimit() int64 { return 4 * mostMemory }
