// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package envoy_test

import (
	"testing"

	"gambeson/normalize/envoy"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, envoy.New) }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, envoy.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, envoy.New, "access") }
