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
	z, err := zip.OpenReader(path)
	if err != nil {
		return w.refuse(path, err)
	}
	defer z.Close()
	for i, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		name := path + "!" + m.Name
		err := w.visit(Input{
			Root: w.root, Path: name, Modified: modified(m.Modified, info), Size: int64(m.CompressedSize64),
			Each: func(_ context.Context, use func(Stream) error) error { return member(path, name, i, info, use) },
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// member opens member i of the zip at path.
func member(path, name string, i int, info fs.FileInfo, use func(Stream) error) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return err
	}
	defer z.Close()
	if i >= len(z.File) {
		return fmt.Errorf("open %s: the archive has changed", name)
	}
	m := z.File[i]
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	at := modified(m.Modified, info)
	size := int64(m.CompressedSize64)
	return inMember(Stream{Path: name, Modified: at, Reader: limitGrowth(r, size)}, size, use)
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
