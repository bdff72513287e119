// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package file

import (
	"fmt"
	"io/fs"
	"syscall"
)

// identity names a file whatever it is called: renaming does not change it.
func identity(info fs.FileInfo) string {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf("%d-%d", st.Dev, st.Ino)
	}
	return info.Name()
}
