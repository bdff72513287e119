// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx_test

import (
	"testing"

	"gambeson/normalize/nginx"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, nginx.New) }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, nginx.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, nginx.New, "access") }
