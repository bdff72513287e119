// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"gambeson/bus"
)

// disk watches the free space.
type disk struct {
	dir       string
	warn, min uint64
	free      func(string) (uint64, error)
	log       *slog.Logger
	mu        sync.Mutex
	level     int // 0 enough, 1 warned of, 2 full
}

// room returns an error that wraps bus.ErrFull if n more bytes would leave too little space. Changes are logged; a level
// is left only when there is a sixteenth more than it needs.
func (d *disk) room(n int) error {
	free, err := d.free(d.dir)
	if err != nil {
		return fmt.Errorf("%w: free space of %s: %w", bus.ErrUnavailable, d.dir, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	full := free < d.min+uint64(n)
	level := 0
	switch {
	case full, d.level == 2 && free < d.min+d.min/16:
		level = 2
	case free < d.warn, d.level >= 1 && free < d.warn+d.warn/16:
		level = 1
	}
	if level != d.level {
		d.say(level, free)
		d.level = level
	}
	if full {
		return fmt.Errorf("%w: %d bytes are free in %s, %d have to stay so", bus.ErrFull, free, d.dir, d.min)
	}
	return nil
}

func (d *disk) say(level int, free uint64) {
	attrs := []any{"dir", d.dir, "free_bytes", free, "warn_bytes", d.warn, "min_bytes", d.min}
	switch {
	case level == 2:
		d.log.Error("disk is full: the log takes nothing more", attrs...)
	case level > d.level:
		d.log.Warn("disk is filling up", attrs...)
	case d.level == 2:
		d.log.Warn("the log takes messages again", attrs...)
	default:
		d.log.Info("disk has space again", attrs...)
	}
}

// syncTree makes durable whatever lies in a folder.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.Type().IsRegular() || syncDirs && entry.IsDir() {
			return syncFile(path)
		}
		return nil
	})
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
