// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux_test

import (
	"testing"

	"gambeson/normalize/linux"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, linux.New) }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, linux.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, linux.New, "sshd") }
