// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"gambeson/config"
	"gambeson/ingest"
)

// FollowConfig is what users set of followed files.
type FollowConfig struct {
	// Files are the files to follow.
	Files []FollowFileConfig `yaml:"files"`
	// PollInterval is how often files are looked at.
	PollInterval time.Duration `yaml:"poll_interval"`
}

// FollowFileConfig is a pattern of files, which are one source.
type FollowFileConfig struct {
	// Pattern names files, with * and ? and [a-z].
	Pattern string `yaml:"pattern"`
	// Tenant owns what the files hold; empty for the platform's own.
	Tenant string `yaml:"tenant"`
	// Source is the name of the source.
	Source string `yaml:"source"`
	// Format is the format of the lines; empty to recognize it.
	Format string `yaml:"format"`
}

// DefaultFollowConfig follows nothing.
func DefaultFollowConfig() FollowConfig { return FollowConfig{PollInterval: time.Second} }

// Validate returns an error that names every wrong setting.
func (c FollowConfig) Validate() error {
	var errs []error
	if c.PollInterval <= 0 {
		errs = append(errs, config.Errorf("poll_interval", "want more than 0"))
	}
	for _, f := range c.Files {
		if _, err := filepath.Match(f.Pattern, ""); err != nil || f.Pattern == "" || f.Source == "" {
			errs = append(errs, config.Errorf("files", "%q: want a pattern and a source", f.Pattern))
		}
	}
	return errors.Join(errs...)
}

// A Follower reads files as they grow, and hands their lines to the acceptor. Make one with [NewFollower].
type Follower struct {
	acceptor *ingest.Acceptor
	log      *slog.Logger
	config   FollowConfig
	offsets  *offsets
	open     map[string]*followed // by identity
	saved    time.Time            // when it was tried last to save the offsets
	unsaved  bool                 // the last try failed
	stop     chan struct{}
	shut     func()
	running  sync.WaitGroup
}

// followed is a file that is read.
type followed struct {
	*os.File
	sender ingest.Sender
	missed int // for how many polls no pattern has named it
}

// keepMissed is for how many polls a file is read that has lost its name: whoever writes it may not know yet.
const keepMissed = 5

// NewFollower returns a follower that keeps its offsets in a file of d.Dir.
func NewFollower(d ingest.Deps, c FollowConfig) (*Follower, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	o, err := loadOffsets(filepath.Join(d.Dir, offsetsFile))
	if err != nil {
		return nil, err
	}
	stop := make(chan struct{})
	return &Follower{
		acceptor: d.Acceptor.Door("file"), log: d.Log, config: c, offsets: o, open: map[string]*followed{},
		stop: stop, shut: sync.OnceFunc(func() { close(stop) }),
	}, nil
}

// Run follows until Shutdown, or until ctx is cancelled. What was read and not acknowledged is read again by the next
// follower, and gives the same events.
func (f *Follower) Run(ctx context.Context) error {
	if len(f.config.Files) == 0 {
		return nil
	}
	f.running.Add(1)
	defer f.running.Done()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	f.running.Go(func() {
		select {
		case <-f.stop:
			cancel()
		case <-inner.Done():
		}
	})
	err := f.follow(inner)
	if ctx.Err() == nil && errors.Is(err, context.Canceled) {
		return nil // shut
	}
	return err
}

// Shutdown ends Run, and waits for it.
func (f *Follower) Shutdown(ctx context.Context) error {
	f.shut()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.running.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("shut down the follower of files: %w", ctx.Err())
	}
}

func (f *Follower) follow(ctx context.Context) error {
	tick := time.NewTicker(f.config.PollInterval)
	defer tick.Stop()
	defer func() {
		for _, file := range f.open {
			file.Close()
		}
	}()
	for {
		if err := f.poll(ctx); err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// poll reads what is new.
func (f *Follower) poll(ctx context.Context) error {
	for _, file := range f.open {
		file.missed++
	}
	for _, c := range f.config.Files {
		names, err := filepath.Glob(c.Pattern)
		if err != nil {
			return err
		}
		slices.SortFunc(names, byAge)
		for _, name := range names {
			f.find(ctx, name, ingest.Sender{Tenant: c.Tenant, Source: c.Source, Format: c.Format})
		}
	}
	changed := false
	for id, file := range f.open {
		more, err := f.read(ctx, id, file)
		changed = changed || more
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			f.log.WarnContext(ctx, "followed file cannot be read", "path", file.Name(), "error", err)
		}
		if file.missed >= keepMissed || err != nil { // read to its end, or to be opened again
			file.Close()
			delete(f.open, id)
		}
	}
	if changed || f.unsaved {
		f.save(ctx)
	}
	return ctx.Err()
}

// save makes the offsets durable. Where it cannot, on a full disk say, what is read again after a crash is more.
func (f *Follower) save(ctx context.Context) {
	f.saved = time.Now()
	if err := f.offsets.save(f.saved); err != nil {
		f.unsaved = true
		f.log.WarnContext(ctx, "offsets of followed files are not saved", "error", err)
		return
	}
	f.unsaved = false
}

// byAge orders files by the time of their last change: what was rotated away comes first.
func byAge(a, b string) int {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	if errX != nil || errY != nil {
		return 0
	}
	return x.ModTime().Compare(y.ModTime())
}

// find opens a file that is not open yet.
func (f *Follower) find(ctx context.Context, name string, s ingest.Sender) {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	id := identity(info)
	if file, ok := f.open[id]; ok {
		file.missed = 0
		return
	}
	file, err := os.Open(name)
	if err != nil {
		f.log.WarnContext(ctx, "followed file cannot be opened", "path", name, "error", err)
		return
	}
	f.open[id] = &followed{File: file, sender: s}
}

// read reads complete lines from where it stopped; it reports whether there were any.
func (f *Follower) read(ctx context.Context, id string, file *followed) (bool, error) {
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	head := make([]byte, 256)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	head = head[:n]
	packed := isGzip(head)
	if bytes.IndexByte(head, '\n') < 0 && n < cap(head) && !packed && file.missed == 0 {
		return false, nil // not to be told apart from others yet
	}
	// Another file may get the same place on the disk: it is told by how it begins.
	key := id + "/" + beginning(head)
	p := f.offsets.files[key]
	if !packed && info.Size() < p.Offset { // it was cut off, and begins as before
		p = progress{Generation: p.Generation + 1}
	}
	if p.Done || !packed && info.Size() == p.Offset {
		return false, nil
	}
	p.Seen = time.Now()
	r := reading{Follower: f, key: key, sender: file.sender, progress: p, final: packed || file.missed == keepMissed}
	if !packed {
		r.src = io.NewSectionReader(file, p.Offset, info.Size()-p.Offset)
		return r.run(ctx)
	}
	z, err := gzip.NewReader(io.NewSectionReader(file, 0, info.Size()))
	if err != nil {
		return false, err
	}
	defer z.Close()
	r.src = limitGrowth(z, info.Size())
	if _, err := io.CopyN(io.Discard, r.src, p.Offset); err != nil {
		return false, err
	}
	changed, err := r.run(ctx)
	if err == nil || errors.Is(err, ErrBomb) {
		r.progress.Done = true
		f.offsets.files[key] = r.progress
		changed = true
	}
	return changed, err
}

// beginning is a hash of the first line, of what stands of it in head.
func beginning(head []byte) string {
	if i := bytes.IndexByte(head, '\n'); i >= 0 && !isGzip(head) {
		head = head[:i]
	}
	return fmt.Sprintf("%x", sha256.Sum256(head))[:16]
}
