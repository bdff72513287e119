// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"strconv"
	"time"
)

// showProgress keeps one line about the scan on a terminal.
func (s *scan) showProgress() (stop func()) {
	return s.progressLine(func() string {
		return fmt.Sprintf("%d of %d files, %s, %s events, %s findings",
			s.done.Load(), s.inputs.Load(), byteCount(s.bytes.Load()), grouped(s.records.Load()), grouped(s.findings.Load()))
	})
}

// progressLine keeps one line on a terminal up to date until the returned
// function is called, which removes it.
func (p *program) progressLine(text func() string) (stop func()) {
	if !p.StderrTerminal {
		return func() {}
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				fmt.Fprint(p.Stderr, "\r\x1b[K")
				return
			case <-tick.C:
				fmt.Fprintf(p.Stderr, "\r\x1b[K%s", text())
			}
		}
	}()
	return func() {
		close(quit)
		<-gone
	}
}

// byteCount writes a size as people read it.
func byteCount(n int64) string {
	const unit = 1024
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	x, i := float64(n)/unit, 0
	for x >= unit && i < 3 {
		x /= unit
		i++
	}
	return fmt.Sprintf("%.1f %ciB", x, "KMGT"[i])
}

// grouped writes a number with its thousands set apart.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
