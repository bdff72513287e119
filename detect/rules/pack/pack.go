// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pack

import (
	"embed"
	"io/fs"
)

//go:embed */*.yml
var rules embed.FS

// FS returns the rules: a folder for each thing that is watched, and in it one
// file a rule. The scenarios are not in it.
func FS() fs.FS { return rules }
