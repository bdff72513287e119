// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package json_test

import (
	"testing"

	"gambeson/normalize/json"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, json.New) }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, json.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, json.New, "objects") }
