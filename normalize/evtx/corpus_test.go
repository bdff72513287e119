// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

// corpus returns the EVTX files in a folder of the corpus.
func corpus(t *testing.T, folder string) []string {
	t.Helper()
	root := os.Getenv("GAMBESON_CORPUS")
	if root == "" {
		t.Skip("GAMBESON_CORPUS is not set")
	}
	var files []string
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".evtx") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

// Each EVTX file of the Sigma project's regression data has the same events
// beside it as JSON, which another program wrote.
func TestTwins(t *testing.T) {
	events := 0
	for _, path := range corpus(t, "sigma/regression_data") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		trees, errs := read(t, b)
		twins := documents(t, strings.TrimSuffix(path, ".evtx")+".json")
		if len(errs) > 0 || len(trees) != len(twins) {
			t.Errorf("%s: %d records, %d documents, %v", path, len(trees), len(twins), errs)
			continue
		}
		for i, want := range twins {
			var got any
			if err := json.Unmarshal([]byte(trees[i]), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(rewrite("", want), rewrite("", got)); diff != "" {
				t.Errorf("%s, record %d: %s", path, i+1, diff)
			}
			events++
		}
	}
	t.Logf("%d events", events)
}

// rewrite takes out what the twins show in another way: GUIDs stand in them
// without braces and in upper case, times with six digits, white space at the
// end of texts is gone, and one was edited by hand.
func rewrite(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = rewrite(k, x)
		}
	case string:
		if strings.HasSuffix(strings.ToLower(key), "guid") || key == "ActivityID" {
			return strings.ToUpper(strings.Trim(v, "{}"))
		}
		if key == "SystemTime" {
			return v[:len("2006-01-02T15:04:05.000000")]
		}
		if key == "ParentCommandLine" && strings.EqualFold(v, `C:\Windows\Explorer.exe`) {
			return strings.ToLower(v)
		}
		return strings.TrimRight(v, " \t\r\n")
	}
	return v
}

func documents(t *testing.T, path string) []any {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []any
	for d := json.NewDecoder(f); ; {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		all = append(all, v)
	}
}

// Every record of real logs is read, as many as the chunks say that they have.
func TestRealLogs(t *testing.T) {
	total := 0
	e := event.New(event.NewFields())
	for _, path := range corpus(t, "evtx-attack-samples") {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := New(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			e.Reset(rec.Data)
			if err := r.Decode(e, rec); err != nil {
				t.Errorf("%s, record %d: %v", path, rec.Number, err)
			}
			sys := e.Root().Path("Event", "System")
			if _, ok := sys.Child("EventRecordID").Int(); !ok || sys.Child("Channel").Kind() != event.String {
				t.Fatalf("%s, record %d: %s", path, rec.Number, e.Root().AppendJSON(nil))
			}
			n++
		}
		if want := promised(b); n != want {
			t.Errorf("%s: %d records, want %d", path, n, want)
		}
		total += n
	}
	t.Logf("%d records", total)
}

// promised returns how many records the chunk headers of b say that there are.
func promised(b []byte) int {
	n := 0
	for b = b[headerSize:]; len(b) >= chunkSize; b = b[chunkSize:] {
		if string(b[:8]) == chunkMagic {
			n += int(binary.LittleEndian.Uint64(b[16:])-binary.LittleEndian.Uint64(b[8:])) + 1
		}
	}
	return n
}
