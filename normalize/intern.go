// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "sync/atomic"

// An Intern turns the few texts that a source repeats in every record (host,
// channel, program) into strings without allocating for each. It keeps at most
// 256 texts of at most 255 bytes, the newer of two that meet, so that no input
// makes it grow, and answers the same whatever it keeps. Many goroutines may
// use one. The zero Intern is ready.
type Intern struct {
	kept [256]atomic.Pointer[string]
}

// String returns text as a string that does not change when text does.
func (t *Intern) String(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	if len(text) > 255 {
		return string(text)
	}
	p := &t.kept[hash(text)%uint32(len(t.kept))]
	if s := p.Load(); s != nil && *s == string(text) {
		return *s
	}
	s := string(text)
	p.Store(&s)
	return s
}

// hash is FNV-1a, 32 bits. Who makes texts meet gains an allocation a record.
func hash(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
