// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package time

import (
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// ahead is how many seconds the wall clock is ahead: a number in the file that GAMBESON_TEST_CLOCK names, which whoever
// writes it shares with us. Without such a file it is 0.
var ahead = sync.OnceValue(func() *int64 {
	name, ok := syscall.Getenv("GAMBESON_TEST_CLOCK")
	if !ok {
		return new(int64)
	}
	file, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		panic(err)
	}
	data, err := syscall.Mmap(file, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return (*int64)(unsafe.Pointer(&data[0]))
})

// wallNow is runtimeNow with a wall clock that jumps. What is monotonic goes on as it is.
func wallNow() (sec int64, nsec int32, mono int64) {
	sec, nsec, mono = runtimeNow()
	return sec + atomic.LoadInt64(ahead()), nsec, mono
}
