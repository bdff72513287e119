// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package file

import "io/fs"

// identity names a file; a file that is renamed is another one.
func identity(info fs.FileInfo) string { return info.Name() }
