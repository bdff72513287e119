// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzWalk walks a file of any bytes: each input is read or named as unreadable, and nothing grows out of proportion.
func FuzzWalk(f *testing.F) {
	var z, tarred, packed bytes.Buffer
	w := zip.NewWriter(&z)
	member, err := w.Create("../a.log")
	if err != nil {
		f.Fatal(err)
	}
	io.WriteString(member, "{}\n")
	w.Close()
	tw := tar.NewWriter(&tarred)
	if err := tw.WriteHeader(&tar.Header{Name: "/b.log", Size: 3, Mode: 0o600}); err != nil {
		f.Fatal(err)
	}
	io.WriteString(tw, "{}\n")
	tw.Close()
	g := gzip.NewWriter(&packed)
	g.Write(tarred.Bytes())
	g.Close()
	for _, seed := range [][]byte{nil, []byte("{}\n"), z.Bytes(), tarred.Bytes(), packed.Bytes(), packed.Bytes()[:packed.Len()/2], z.Bytes()[:z.Len()-5]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var read int64
		err := Walk(t.Context(), []string{name}, func(in Input) error {
			if in.Err == nil {
				_ = in.Each(t.Context(), func(s Stream) error { // an archive that breaks off is an error
					n, err := io.Copy(io.Discard, s)
					read += n
					return err
				})
			}
			return nil
		})
		if err != nil {
			t.Errorf("the walk ends: %v", err)
		}
		if most := max(freeGrowth, int64(len(data))*MaxRatio) * 4; read > most {
			t.Errorf("%d bytes out of %d", read, len(data))
		}
	})
}
