// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// freeBytes is what a process like this may still write to a folder's file system.
func freeBytes(dir string) (uint64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}

// openFileLimit is how many files this process may have open.
func openFileLimit() (uint64, bool) {
	var l syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l)
	return l.Cur, err == nil
}

// memoryBytes is what this process may use: the limit of its control group, else what the machine has.
func memoryBytes() (uint64, bool) {
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil {
			return n, true
		}
	}
	var s syscall.Sysinfo_t
	if err := syscall.Sysinfo(&s); err != nil {
		return 0, false
	}
	return s.Totalram * uint64(s.Unit), true
}

// clockSynchronized reports whether the kernel believes that a time service keeps the clock right.
func clockSynchronized() (synchronized, ok bool) {
	const timeError = 5 // TIME_ERROR of adjtimex(2)
	state, err := syscall.Adjtimex(&syscall.Timex{})
	return state != timeError, err == nil
}
