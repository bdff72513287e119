// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
)

// file visits a regular file: itself, or the members of the archive that it
// is. The members of a zip are inputs of their own, since each can be opened
// by itself.
func (w *walker) file(path string, info fs.FileInfo) error {
	f, err := os.Open(path)
	if err != nil {
		return w.refuse(path, err)
	}
	defer f.Close()
	var head [4]byte
	n, err := io.ReadFull(f, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return w.refuse(path, err)
	}
	if isZip(head[:n]) {
		return w.zip(path, info)
	}
	return w.visit(Input{
		Root: w.root, Path: path, Modified: info.ModTime(), Size: info.Size(),
		Each: func(ctx context.Context, use func(Stream) error) error { return eachIn(ctx, path, info, use) },
	})
}

// zip visits the members of the zip at path.
func (w *walker) zip(path string, info fs.FileInfo) error {
	z, err := openZip(path)
	if err != nil {
		return w.refuse(path, err)
	}
	shared := &sharedZip{zipFile: z}
	shared.users.Add(1)
	defer shared.release()
	for _, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		in := Input{Root: w.root, Path: path + "!" + m.Name, Modified: modified(m.Modified, info), Size: int64(m.CompressedSize64)}
		shared.users.Add(1)
		in.Each = func(_ context.Context, use func(Stream) error) error {
			defer shared.release()
			return member(m, Stream{Path: in.Path, Modified: in.Modified}, use)
		}
		if err := w.visit(in); err != nil {
			return err
		}
	}
	return nil
}

// maxDirectory bounds the directory of a zip, which is in memory while its
// members are read: room for 200,000 and more.
const maxDirectory = 32 << 20 // bytes

// zipFile is an open zip with its directory.
type zipFile struct {
	*zip.Reader
	io.Closer
}

// openZip opens the zip at path, unless reading its directory takes more than
// maxDirectory.
func openZip(path string) (*zipFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	counted := &countedReader{ReaderAt: f, left: maxDirectory}
	z, err := zip.NewReader(counted, info.Size())
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	counted.read = true
	return &zipFile{Reader: z, Closer: f}, nil
}

// countedReader refuses to read more than left bytes before read is set.
type countedReader struct {
	io.ReaderAt
	left int64
	read bool // the directory was: what follows are members
}

// ReadAt implements [io.ReaderAt].
func (c *countedReader) ReadAt(b []byte, at int64) (int, error) {
	if !c.read {
		if c.left -= int64(len(b)); c.left < 0 {
			return 0, fmt.Errorf("%w: more than %d bytes", ErrDirectory, maxDirectory)
		}
	}
	return c.ReaderAt.ReadAt(b, at)
}

// sharedZip is a zip that is opened once for all of its members, as reading its
// directory anew for each would take the square of their number. It closes with
// its last user; a member that is never read keeps it open until it is garbage.
type sharedZip struct {
	*zipFile
	users atomic.Int64
}

func (z *sharedZip) release() {
	if z.users.Add(-1) == 0 {
		z.Close()
	}
}

// member opens a member of a zip as s.
func member(m *zip.File, s Stream, use func(Stream) error) error {
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	size := int64(m.CompressedSize64)
	s.Reader = limitGrowth(r, size)
	return inMember(s, size, use)
}

// eachIn opens the file at path: a tar's members, a gzip's content, or itself.
func eachIn(ctx context.Context, path string, info fs.FileInfo, use func(Stream) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := Stream{Path: path, Modified: info.ModTime()}
	b := bufio.NewReaderSize(f, 64<<10)
	if head, _ := b.Peek(2); isGzip(head) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return err
		}
		defer z.Close()
		b = bufio.NewReaderSize(limitGrowth(z, info.Size()), 64<<10)
	}
	if head, _ := b.Peek(tarMagicEnd); isTar(head) {
		return eachInTar(ctx, s, b, info, use)
	}
	s.Reader = b
	return use(s)
}

func eachInTar(ctx context.Context, outer Stream, r io.Reader, info fs.FileInfo, use func(Stream) error) error {
	t := tar.NewReader(r)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		s := Stream{Path: outer.Path + "!" + h.Name, Modified: modified(h.ModTime, info), Reader: t}
		if err := inMember(s, h.Size, use); err != nil {
			return err
		}
	}
}

// inMember opens a member of that compressed size: a gzip's content, or itself.
// Archives are refused.
func inMember(s Stream, size int64, use func(Stream) error) error {
	b := bufio.NewReaderSize(s.Reader, 64<<10)
	s.Reader = b
	if head, _ := b.Peek(2); isGzip(head) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return use(Stream{Path: s.Path, Err: err})
		}
		defer z.Close()
		b = bufio.NewReaderSize(limitGrowth(z, size), 64<<10)
		s.Reader = b
	}
	if head, _ := b.Peek(tarMagicEnd); isTar(head) || isZip(head) {
		return use(Stream{Path: s.Path, Err: ErrNested})
	}
	return use(s)
}

const (
	tarMagicAt  = 257
	tarMagicEnd = tarMagicAt + 5
)

func isZip(head []byte) bool  { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }
func isGzip(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b}) }
func isTar(head []byte) bool {
	return len(head) >= tarMagicEnd && string(head[tarMagicAt:tarMagicEnd]) == "ustar"
}
