// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import "testing"

const childEnv = "GAMBESON_BUS_CHILD"
func child(t *testing.T, open Open) {}
func testKill(t *testing.T, f *fixture) {}
func testFsync(t *testing.T, f *fixture) {}
func testFullDisk(t *testing.T, f *fixture) {}
func testOneProcess(t *testing.T, f *fixture) {}
func testMemory(t *testing.T, f *fixture) {}
