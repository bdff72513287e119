// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build race

package app

// raceDetector says whether this binary has it.
const raceDetector = true
