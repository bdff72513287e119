// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba_test

import (
	"testing"

	"gambeson/app/roomtest"
)

func TestAccept(t *testing.T) { roomtest.Accept(t, "uba") }
