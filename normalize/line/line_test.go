// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package line_test

import (
	"testing"

	"gambeson/normalize/line"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, line.New) }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, line.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, line.New, "lines") }
