// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tree writes files below a new folder and returns it.
func tree(t *testing.T, files map[string][]byte) string {
	t.Helper()
	root := t.TempDir()
	for name, data := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// read walks root and lists "path: content" or "path! error", the path relative
// to root.
func read(t *testing.T, root string) []string {
	t.Helper()
	var out []string
	say := func(path string, err error, content []byte) error {
		path = strings.TrimPrefix(path, root+"/")
		if err != nil {
			out = append(out, path+"! "+cause(err))
		} else {
			out = append(out, fmt.Sprintf("%s: %.20s", path, content))
		}
		return nil
	}
	err := Walk(t.Context(), []string{root}, func(in Input) error {
		if in.Err != nil {
			return say(in.Path, in.Err, nil)
		}
		err := in.Each(t.Context(), func(s Stream) error {
			if s.Err != nil {
				return say(s.Path, s.Err, nil)
			}
			b, err := io.ReadAll(s.Reader)
			return say(s.Path, err, b)
		})
		if err != nil {
			return say(in.Path, err, nil)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// cause names the sentinel of an error, or says "other".
func cause(err error) string {
	for _, s := range []error{ErrSkipped, ErrNested, ErrBomb, gzip.ErrHeader, io.ErrUnexpectedEOF, zip.ErrFormat, os.ErrNotExist} {
		if errors.Is(err, s) {
			return s.Error()
		}
	}
	return "other"
}

func gz(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func zipped(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func tarred(t *testing.T, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		h := &tar.Header{Name: members[i], Size: int64(len(members[i+1])), Mode: 0o644, Typeflag: tar.TypeReg}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, members[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWalk(t *testing.T) {
	half := gz([]byte(strings.Repeat("text", 1000)))
	root := tree(t, map[string][]byte{
		"a/plain.log":    []byte("plain"),
		"b.json.gz":      gz([]byte("gzipped")),
		"c.zip":          zipped(t, "x.log", "member", "dir/y.gz", string(gz([]byte("inner"))), "z.zip", string(zipped(t, "q", "q"))),
		"d.tar.gz":       gz(tarred(t, "m1", "one", "dir/m2", "two")),
		"e.tar":          tarred(t, "m", "plain tar"),
		"f-truncated.gz": half[:len(half)-9],
		"g-broken.gz":    append([]byte{0x1f, 0x8b}, make([]byte, 20)...),
		"h-broken.zip":   []byte("PK\x03\x04 and nothing more"),
		"i-slip.zip":     zipped(t, "../../etc/passwd", "slip"),
		"j-empty":        nil,
	})
	want := []string{
		"a/plain.log: plain", "b.json.gz: gzipped", "c.zip!x.log: member", "c.zip!dir/y.gz: inner", "c.zip!z.zip! " + ErrNested.Error(),
		"d.tar.gz!m1: one", "d.tar.gz!dir/m2: two", "e.tar!m: plain tar", "f-truncated.gz! " + io.ErrUnexpectedEOF.Error(),
		"g-broken.gz! " + gzip.ErrHeader.Error(), "h-broken.zip! " + zip.ErrFormat.Error(), "i-slip.zip!../../etc/passwd: slip", "j-empty: ",
	}
	if d := cmp.Diff(want, read(t, root)); d != "" {
		t.Error(d)
	}
	if _, err := os.Stat(filepath.Join(root, "..", "..", "etc", "passwd")); err == nil {
		t.Error("a member was extracted")
	}
}

// TestZipOfMany: a zip costs what it is long, however many members it has. Each is opened after the walk, as workers
// that lag behind do.
func TestZipOfMany(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	const members = 20_000
	for i := range members {
		if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	root := tree(t, map[string][]byte{"many.zip": b.Bytes()})
	var inputs []Input
	if err := Walk(t.Context(), []string{root}, func(in Input) error {
		inputs = append(inputs, in)
		return in.Err
	}); err != nil {
		t.Fatal(err)
	}
	started, opened := time.Now(), 0
	for _, in := range inputs {
		if err := in.Each(t.Context(), func(Stream) error { opened++; return nil }); err != nil {
			t.Fatal(err)
		}
		if time.Since(started) > 20*time.Second {
			t.Fatalf("%d members took %v", opened, time.Since(started))
		}
	}
	if opened != members {
		t.Errorf("%d members were opened, want %d", opened, members)
	}
	if n := openFiles(t, "many.zip"); n != 0 {
		t.Errorf("the zip is still open %d times", n)
	}
}

// TestZipDirectory: the directory of a zip is in memory, so it is bounded.
func TestZipDirectory(t *testing.T) {
	directory := func(size int) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		comment := strings.Repeat("x", 60_000)
		for n := 0; n < size; n += len(comment) {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(n), Comment: comment}); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return tree(t, map[string][]byte{"big.zip": b.Bytes()})
	}
	first := func(root string) error {
		return Walk(t.Context(), []string{root}, func(in Input) error { return in.Err })
	}
	if err := first(directory(maxDirectory / 2)); err != nil {
		t.Error(err)
	}
	if err := first(directory(maxDirectory)); !errors.Is(err, ErrDirectory) {
		t.Errorf("a directory that is too large: %v", err)
	}
}

// openFiles counts the descriptors of this process for files of that name; none where the system does not say.
func openFiles(t *testing.T, name string) int {
	t.Helper()
	n := 0
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		if to, err := os.Readlink(l); err == nil && filepath.Base(to) == name {
			n++
		}
	}
	return n
}

func TestWalkLinksAndSpecialFiles(t *testing.T) {
	root := tree(t, map[string][]byte{"real/file": []byte("once")})
	for name, to := range map[string]string{"again": "real", "real/loop": "..", "lost": "nowhere", "tofile": "real/file"} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{"again/file: once", "lost! " + os.ErrNotExist.Error(), "pipe! " + ErrSkipped.Error(), "tofile: once"}
	if d := cmp.Diff(want, read(t, root)); d != "" {
		t.Error(d)
	}
}

// TestBombs shows that what grows out of proportion is cut off, however it is
// wrapped.
func TestBombs(t *testing.T) {
	const size = freeGrowth + 1<<20
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 1<<20)
	for range size >> 20 {
		z.Write(chunk)
	}
	z.Close()
	bomb := string(b.Bytes()[:min(b.Len(), 400_000)])
	// Deflate shrinks to a thousandth at most, so a small archive needs two layers of it.
	root := tree(t, map[string][]byte{"a.zip": zipped(t, "m", bomb), "b.tar.gz": gz(tarred(t, "m", bomb))})
	for _, name := range []string{"a.zip", "b.tar.gz"} {
		err := Walk(t.Context(), []string{filepath.Join(root, name)}, func(in Input) error {
			return in.Each(t.Context(), func(s Stream) error {
				n, err := io.Copy(io.Discard, s.Reader)
				if n > size {
					t.Errorf("%s: gave %d bytes", name, n)
				}
				return err
			})
		})
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	r := limitGrowth(zeros{}, 1000)
	if n, err := io.Copy(io.Discard, r); !errors.Is(err, ErrBomb) || n < freeGrowth || n > size {
		t.Errorf("%d bytes, %v; want %v soon after %d", n, err, ErrBomb, freeGrowth)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
