// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gambeson/bus/bustest"
)

// TestFaultTrace has strace write down what the server asks of the kernel while it gets requests over every door that
// acknowledges: between the write of what a request brought and the answer there is an fsync that began after the write
// and has ended. kill -9 cannot show that, since the kernel keeps what a process has written.
func TestFaultTrace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil || exec.Command(strace, "-o", os.DevNull, "true").Run() != nil {
		t.Skip("needs strace, and the right to trace")
	}
	s := newServer(t)
	s.start()
	s.insist(0, attackHosts)
	s.stop()
	trace := filepath.Join(t.TempDir(), "trace")
	// The server is the child and strace its own: signals reach the server, and strace ends with it.
	s.wrap = []string{strace, "-D", "-f", "-yy", "-x", "-s", "512", "-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync", "-o", trace}
	s.start()
	requests := soak(8, 200)
	want := bustest.Trace{Dir: raw(t, s), Ack: s.acknowledges}
	padding := strings.Repeat("x", 8000)
	for i := range requests * len(ways()) {
		w := ways()[i%len(ways())]
		s.sender(w).insist(fmt.Sprint("trace", i), padding+fmt.Sprint(i))
		want.Sizes = append(want.Sizes, len(padding))
	}
	s.stop()
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if err := want.Check(string(text)); err != nil {
		t.Error(err)
	}
}

// raw returns the folder of the one shard of raw that has something in it.
func raw(t *testing.T, s *server) string {
	t.Helper()
	blocks, err := filepath.Glob(filepath.Join(s.data, "log", "*", "*", "streams", "raw-*", "msgs", "1.blk"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if info, err := os.Stat(b); err == nil && info.Size() > 0 {
			return filepath.Dir(b)
		}
	}
	t.Fatalf("no messages in %q", blocks)
	return ""
}

// acknowledges reports whether a write is an answer of success: of HTTP, or the trailer of gRPC, which ends a stream.
func (s *server) acknowledges(file, rest string) bool {
	_, text, ok := strings.Cut(rest, `"`)
	if !ok {
		return false
	}
	text, _, _ = strings.Cut(text, `"`)
	switch {
	case strings.Contains(file, "["+s.Ingest.HTTP.Listen+"->"), strings.Contains(file, "["+s.Ingest.OTLP.HTTP+"->"):
		return strings.HasPrefix(text, "HTTP/1.1 200 ")
	case strings.Contains(file, "["+s.Ingest.OTLP.GRPC+"->"):
		data, err := hex.DecodeString(strings.ReplaceAll(text, `\x`, "")) // as strace writes what is no text
		return err == nil && endsStream(data)
	}
	return false
}

// endsStream reports whether frames of HTTP/2 have a header that is a stream's last frame.
func endsStream(frames []byte) bool {
	const head, headers, end = 9, 1, 1
	for len(frames) >= head {
		size := int(frames[0])<<16 | int(frames[1])<<8 | int(frames[2])
		if frames[3] == headers && frames[4]&end != 0 {
			return true
		}
		frames = frames[min(len(frames), head+size):]
	}
	return false
}
