// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd_test

import (
	"testing"

	"gambeson/normalize/auditd"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, auditd.New, "msg", "audispd") }

func FuzzRead(f *testing.F) { normalizetest.Fuzz(f, auditd.New) }

func BenchmarkRead(b *testing.B) { normalizetest.Benchmark(b, auditd.New, "exec") }
