// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"gambeson/bus"
)

// Log is a log in a folder. It implements [bus.Log].
type Log struct {
	dir    string
	deps   Deps
	config Config
	disk   *disk
	lock   *os.File
	opened time.Time

	life    sync.RWMutex // held for writing to close, for reading to begin a write
	closed  bool
	closing chan struct{}
	writes  sync.WaitGroup

	engineMu sync.RWMutex // held for writing to replace the engine, for reading to use it
	engine   *engine
	broken   atomic.Pointer[error] // why the engine must be replaced
	tried    time.Time             // when it was last replaced
	pause    time.Duration         // how long to wait before the next time

	mu        sync.Mutex
	shards    map[bus.Shard]*shard
	positions *positions
}

// Open opens the log in a folder, or begins one there. The error wraps bus.ErrLocked if another process has it open,
// bus.ErrDamaged if messages are missing that it had acknowledged.
func Open(dir string, deps Deps, config Config) (*Log, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if deps.Free == nil {
		deps.Free = freeBytes
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of the log: %w", err)
	}
	locked, err := lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	l := &Log{
		dir: dir, deps: deps, config: config, lock: locked, opened: time.Now(), pause: time.Second,
		disk:    &disk{dir: dir, warn: config.WarnFree, min: config.MinFree, free: deps.Free, log: deps.Log},
		closing: make(chan struct{}),
		shards:  map[bus.Shard]*shard{},
	}
	l.positions = &positions{log: l, groups: map[string]map[bus.Shard]bus.Position{}}
	_ = l.disk.room(0) // says at once if space is short
	if err := l.attach(); err != nil {
		l.lock.Close()
		return nil, fmt.Errorf("open the log in %s: %w", dir, err)
	}
	return l, nil
}

// attach starts a server and takes up all shards and positions in it.
func (l *Log) attach() error {
	e, err := start(l.dir, l.deps.Log)
	if err != nil {
		return err
	}
	if err := l.load(e); err != nil {
		e.stop()
		return err
	}
	l.engine = e
	return nil
}

func (l *Log) load(e *engine) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	names := e.js.StreamNames(ctx)
	for name := range names.Name() {
		if shard, ok := shardOf(name); ok {
			l.known(shard)
		}
	}
	if err := names.Err(); err != nil {
		return fmt.Errorf("list the shards: %w", err)
	}
	for _, s := range l.all() {
		if err := s.attach(e); err != nil {
			return fmt.Errorf("shard %s: %w", s.id, err)
		}
	}
	return l.positions.attach(e)
}

// with calls f with a server that works, after replacing one that does not.
func (l *Log) with(f func(*engine) error) error {
	for {
		l.engineMu.RLock()
		if l.broken.Load() == nil {
			defer l.engineMu.RUnlock()
			if l.engine == nil {
				return bus.ErrClosed
			}
			return f(l.engine)
		}
		l.engineMu.RUnlock()
		if err := l.heal(); err != nil {
			return err
		}
	}
}

// fail says that the engine is of no more use.
func (l *Log) fail(err error) error {
	if l.broken.CompareAndSwap(nil, &err) {
		l.deps.Log.Error("log cannot be used, its server will be started again", "error", err)
	}
	return fmt.Errorf("%w: %w", bus.ErrUnavailable, err)
}

// ended is the error of a call with a context: the context's if that has ended, or else the engine's.
func (l *Log) ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return l.fail(err)
}

// heal replaces the engine, at most once a second.
func (l *Log) heal() error {
	l.engineMu.Lock()
	defer l.engineMu.Unlock()
	broken := l.broken.Load()
	if broken == nil {
		return nil
	}
	if l.engine == nil && l.isClosed() {
		return bus.ErrClosed
	}
	if time.Since(l.tried) < l.pause {
		return fmt.Errorf("%w: %w", bus.ErrUnavailable, *broken)
	}
	l.tried = time.Now()
	if l.engine != nil {
		l.engine.stop()
		l.engine = nil
	}
	if err := l.attach(); err != nil {
		return fmt.Errorf("%w: start again: %w", bus.ErrUnavailable, err)
	}
	l.broken.Store(nil)
	l.deps.Log.Warn("log can be used again")
	return nil
}

func (l *Log) isClosed() bool {
	l.life.RLock()
	defer l.life.RUnlock()
	return l.closed
}

// Close waits for the appends that have begun, and stops the server.
func (l *Log) Close() error {
	l.life.Lock()
	if l.closed {
		l.life.Unlock()
		return nil
	}
	l.closed = true
	close(l.closing)
	l.life.Unlock()

	l.writes.Wait()
	l.engineMu.Lock()
	defer l.engineMu.Unlock()
	for _, s := range l.all() {
		s.saveSome()
	}
	if l.engine != nil {
		l.engine.stop()
		l.engine = nil
	}
	return l.lock.Close()
}
