// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// logger passes on what the server says, and keeps its last problem, and the first that ends its writing: there is no other
// way to learn of that.
type logger struct {
	log        *slog.Logger
	mu         sync.Mutex
	bad, write string
}

func (l *logger) writeProblem() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write
}

func (l *logger) lastProblem() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bad == "" {
		return "it is not ready"
	}
	return l.bad
}

func (l *logger) problem(level slog.Level, format string, v []any) {
	text := fmt.Sprintf(format, v...)
	l.mu.Lock()
	l.bad = text
	if l.write == "" && strings.Contains(strings.ToLower(text), "critical write error") {
		l.write = text
	}
	l.mu.Unlock()
	l.log.Log(context.Background(), level, "log server", "message", text)
}

// Noticef is about the server's course.
func (l *logger) Noticef(format string, v ...any) {
	l.log.Debug("log server", "message", fmt.Sprintf(format, v...))
}

// Warnf is a warning.
func (l *logger) Warnf(format string, v ...any) { l.problem(slog.LevelWarn, format, v) }

// Errorf is an error.
func (l *logger) Errorf(format string, v ...any) { l.problem(slog.LevelError, format, v) }

// Fatalf is an error that the server does not survive; the process does.
func (l *logger) Fatalf(format string, v ...any) { l.problem(slog.LevelError, format, v) }

// Debugf is not passed on.
func (*logger) Debugf(string, ...any) {}

// Tracef is not passed on.
func (*logger) Tracef(string, ...any) {}
