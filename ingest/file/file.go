// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Errors that a visitor is told about a path.
var (
	// ErrSkipped is wrapped for what is no file: FIFOs, sockets, devices.
	ErrSkipped = errors.New("not a regular file")
	// ErrNested is wrapped for an archive inside an archive.
	ErrNested = errors.New("archive inside an archive")
	// ErrDirectory is wrapped for a zip whose directory alone is too large.
	ErrDirectory = errors.New("directory of the archive is too large")
	// ErrBomb is wrapped where a member grows out of all proportion.
	ErrBomb = errors.New("grows like a decompression bomb")
)

// An Input is one stream of bytes to read: a file, or a member of an archive.
type Input struct {
	// Root is the index of the path that was named.
	Root int
	// Path is what findings call it: the path as given, joined with the path
	// below it and, behind a '!', the member of an archive.
	Path string
	// Modified is the time of the last change, for records without a year.
	Modified time.Time
	// Size is the number of bytes on disk.
	Size int64
	// Err is set, and Each nil, where the path cannot be read.
	Err error
	// Each opens the streams that are behind the path, in order: one for a file,
	// one for each member of an archive that has to be read from its beginning.
	// It returns the first error of use. It MUST be called once at most.
	Each func(ctx context.Context, use func(Stream) error) error
}

// A Stream is an opened input.
type Stream struct {
	Path     string
	Modified time.Time
	io.Reader
	// Err is set, and Reader nil, where the member cannot be read.
	Err error
}

// Walk calls visit with each input below roots, in order. It returns early
// only with visit's error or the context's.
func Walk(ctx context.Context, roots []string, visit func(Input) error) error {
	w := walker{ctx: ctx, visit: visit}
	for i, root := range roots {
		w.root = i
		w.seen = make(map[string][]fs.FileInfo)
		if err := w.path(root); err != nil {
			return err
		}
	}
	return nil
}

type walker struct {
	ctx   context.Context //nolint:containedctx // the walker lives as long as the call
	visit func(Input) error
	root  int
	// seen are the real folders that were entered, by what tells most of them apart.
	seen map[string][]fs.FileInfo
}

// path visits what path names.
func (w *walker) path(path string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return w.refuse(path, err)
	}
	switch {
	case info.IsDir():
		return w.folder(path, info)
	case !info.Mode().IsRegular():
		return w.refuse(path, fmt.Errorf("%w: %s", ErrSkipped, kind(info.Mode())))
	default:
		return w.file(path, info)
	}
}

func (w *walker) folder(path string, info fs.FileInfo) error {
	id := identity(info)
	if slices.ContainsFunc(w.seen[id], func(other fs.FileInfo) bool { return os.SameFile(info, other) }) {
		return nil
	}
	w.seen[id] = append(w.seen[id], info)
	entries, err := os.ReadDir(path)
	if err != nil {
		return w.refuse(path, err)
	}
	for _, e := range entries {
		if err := w.path(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) refuse(path string, err error) error {
	return w.visit(Input{Root: w.root, Path: path, Err: err})
}

// kind names a file that is not regular.
func kind(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	default:
		return "of an unknown kind"
	}
}
