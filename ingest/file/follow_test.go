// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/ingest"
	"gambeson/ingest/file"
	"gambeson/ingest/ingesttest"
)

// folder is a folder whose files *.log* are followed.
type folder struct {
	t     *testing.T
	dir   string
	state string
	log   *ingesttest.Log
	stop  func()
}

func follow(t *testing.T) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir(), log: &ingesttest.Log{}}
	f.state = t.TempDir()
	return f
}

// start runs a follower until stop.
func (f *folder) start() {
	f.t.Helper()
	a, err := ingest.New(f.log, slog.New(slog.DiscardHandler), ingesttest.Config())
	if err != nil {
		f.t.Fatal(err)
	}
	c := file.DefaultFollowConfig()
	c.PollInterval = time.Millisecond
	c.Files = []file.FollowFileConfig{{Pattern: filepath.Join(f.dir, "*.log*"), Tenant: "acme", Source: "files"}}
	fl, err := file.NewFollower(ingest.Deps{Acceptor: a, Log: slog.New(slog.DiscardHandler), Dir: f.state}, c)
	if err != nil {
		f.t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := fl.Run(context.Background()); err != nil {
			f.t.Errorf("run: %v", err)
		}
	})
	f.stop = sync.OnceFunc(func() {
		if err := fl.Shutdown(context.Background()); err != nil {
			f.t.Error(err)
		}
		wg.Wait()
	})
	f.t.Cleanup(f.stop)
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	w, err := os.OpenFile(filepath.Join(f.dir, name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		f.t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.WriteString(text); err != nil {
		f.t.Fatal(err)
	}
}

// want waits until the log has exactly these lines, each as an event of its own.
func (f *folder) want(lines ...string) {
	f.t.Helper()
	for end := time.Now().Add(10 * time.Second); len(f.log.Data()) < len(lines) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if d := cmp.Diff(lines, f.log.Data()); d != "" {
		f.t.Fatalf("in the log (-want +got):\n%s", d)
	}
	ids := map[event.ID]bool{}
	for _, r := range f.log.Records() {
		ids[r.ID] = true
	}
	if len(ids) != len(lines) {
		f.t.Errorf("%d ids for %d lines", len(ids), len(lines))
	}
}

func TestFollowGrowth(t *testing.T) {
	f := follow(t)
	f.write("a.log", "one\ntwo\r\n\nthr")
	f.start()
	f.want("one", "two")
	f.write("a.log", "ee\n")
	f.want("one", "two", "three")
	f.write("b.log", strings.Repeat("x", int(ingesttest.Config().MaxRecordBytes)+1)+"\nfour\n")
	f.want("one", "two", "three", "four")
}

func TestFollowRotation(t *testing.T) {
	f := follow(t)
	f.write("a.log", "one\n")
	f.start()
	f.want("one")
	if err := os.Rename(filepath.Join(f.dir, "a.log"), filepath.Join(f.dir, "gone")); err != nil { // no pattern names it
		t.Fatal(err)
	}
	f.write("gone", "two\n")
	f.want("one", "two")
	f.write("a.log", "one\n")
	f.want("one", "two", "one")
	if err := os.Rename(filepath.Join(f.dir, "a.log"), filepath.Join(f.dir, "a.log.1")); err != nil {
		t.Fatal(err)
	}
	f.write("a.log", "three\n")
	f.want("one", "two", "one", "three")
}

func TestFollowTruncation(t *testing.T) {
	for name, next := range map[string]string{"another beginning": "other\nlines, and longer\n", "the same beginning": "one\nx\n"} {
		t.Run(name, func(t *testing.T) {
			f := follow(t)
			f.write("a.log", "one\ntwo, long\n")
			f.start()
			f.want("one", "two, long")
			if err := os.WriteFile(filepath.Join(f.dir, "a.log"), []byte(next), 0o600); err != nil {
				t.Fatal(err)
			}
			f.want(append([]string{"one", "two, long"}, strings.Split(strings.TrimSpace(next), "\n")...)...)
		})
	}
}

func TestFollowGzip(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("one\ntwo\nlast")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f := follow(t)
	f.write("a.log.gz", packed.String()[:20]) // still being written
	f.start()
	f.write("a.log.gz", packed.String()[20:])
	f.want("one", "two", "last")
	f.stop()
	f.start()
	f.write("b.log", "three\n")
	f.want("one", "two", "last", "three")
}

// TestFollowResumes stops and starts the follower, with and without its offsets: the same lines are the same events.
func TestFollowResumes(t *testing.T) {
	f := follow(t)
	f.write("a.log", "one\ntwo\n")
	f.start()
	f.want("one", "two")
	f.stop()
	f.write("a.log", "three\n")
	f.start()
	f.want("one", "two", "three")
	f.stop()
	before := f.log.Records()
	if err := os.Remove(filepath.Join(f.state, "followed-files.json")); err != nil {
		t.Fatal(err)
	}
	f.log = &ingesttest.Log{}
	f.start()
	f.want("one", "two", "three")
	for i, r := range f.log.Records() {
		if r.ID != before[i].ID {
			t.Errorf("%q has another id when it is read again", r.Data)
		}
	}
}

// TestFollowWaitsForTheLog shows that nothing is skipped while the log is full, and nothing twice after lost answers.
func TestFollowWaitsForTheLog(t *testing.T) {
	f := follow(t)
	f.write("a.log", "one\ntwo\n")
	f.log.LoseAcks(true)
	f.start()
	for f.log.Appends() == 0 {
		time.Sleep(time.Millisecond)
	}
	f.stop()
	f.log.LoseAcks(false)
	f.log.Fail(ingest.ErrFull)
	f.write("a.log", "three\n")
	n := f.log.Appends()
	f.start()
	for f.log.Appends() == n {
		time.Sleep(time.Millisecond)
	}
	f.stop()
	f.log.Fail(nil)
	f.start()
	f.until("three")
	ids := map[event.ID]string{}
	for _, r := range f.log.Records() {
		ids[r.ID] = r.Data
	}
	if len(ids) != 3 {
		t.Errorf("%d events, want 3: %q", len(ids), f.log.Data())
	}
}

func (f *folder) until(line string) {
	f.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if d := f.log.Data(); len(d) > 0 && d[len(d)-1] == line {
			return
		}
		if time.Now().After(end) {
			f.t.Fatalf("%q did not come: %q", line, f.log.Data())
		}
	}
}
