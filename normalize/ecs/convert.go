// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import (
	"strconv"

	"gambeson/normalize"
)

// number is n where the field has a value.
func number(n int64) normalize.Conversion {
	return normalize.ConvertInt(strconv.FormatInt(n, 10)+" if present", func([]byte) (int64, bool) { return n, true })
}

func osType() normalize.Conversion {
	return normalize.Enum("operating system", map[string]int64{
		"windows": 100, "linux": 200, "android": 201, "macos": 300, "darwin": 300, "ios": 301,
	}, 0)
}

func direction() normalize.Conversion {
	return normalize.Enum("direction", map[string]int64{
		"inbound": 1, "ingress": 1, "outbound": 2, "egress": 2, "internal": 3, "lateral": 3,
	}, 0)
}
