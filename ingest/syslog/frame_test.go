// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/ingest"
)

// all returns the messages of a stream, and how many were too large.
func all(r io.Reader, limit int) (messages []string, large int, err error) {
	f := newFrames(r, limit)
	for {
		m, err := f.next()
		switch {
		case errors.Is(err, ingest.ErrTooLarge):
			large++
		case errors.Is(err, io.EOF):
			return messages, large, nil
		case err != nil:
			return messages, large, err
		default:
			messages = append(messages, string(m))
		}
	}
}

// TestFramesRoundTrip frames messages either way and reads them, whole and byte by byte.
func TestFramesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const limit = 200 << 10
		var stream bytes.Buffer
		var want []string
		large := 0
		for range rapid.IntRange(0, 8).Draw(t, "messages") {
			m := "<" + rapid.StringMatching(`[ -~é]{0,20}`).Draw(t, "text")
			if rapid.IntRange(0, 5).Draw(t, "long") == 0 {
				m += strings.Repeat("x", rapid.SampledFrom([]int{60 << 10, 65535, 65536, 150 << 10, limit}).Draw(t, "size"))
			}
			if len(m) > limit {
				large++
			} else {
				want = append(want, m)
			}
			if rapid.Bool().Draw(t, "counted") {
				fmt.Fprintf(&stream, "%d %s", len(m), m)
			} else {
				stream.WriteString(m + rapid.SampledFrom([]string{"\n", "\r\n", "\x00", "\n\n"}).Draw(t, "end"))
			}
		}
		for name, r := range map[string]io.Reader{
			"whole": bytes.NewReader(stream.Bytes()), "halves": iotest.HalfReader(bytes.NewReader(stream.Bytes())),
			"with the end": iotest.DataErrReader(bytes.NewReader(stream.Bytes())),
		} {
			got, n, err := all(r, limit)
			if err != nil || n != large {
				t.Fatalf("%s: %v, %d too large, want %d", name, err, n, large)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s: %s", name, d)
			}
		}
	})
}

func TestFramesEnd(t *testing.T) {
	for _, x := range []struct {
		stream string
		want   []string
		err    error
	}{
		{"<1>a", []string{"<1>a"}, nil},
		{"12", []string{"12"}, nil},
		{"5 <1>", nil, io.ErrUnexpectedEOF},
		{"0 x\n", []string{"0 x"}, nil},
		{"99999999 x\n", []string{"99999999 x"}, nil},
		{"9999999 x", nil, io.ErrUnexpectedEOF},
		{strings.Repeat("x", 200), nil, io.ErrUnexpectedEOF},
		{"", nil, nil},
	} {
		got, _, err := all(iotest.OneByteReader(strings.NewReader(x.stream)), 100)
		if !errors.Is(err, x.err) || !cmp.Equal(got, x.want) {
			t.Errorf("%.20q: %q, %v; want %q, %v", x.stream, got, err, x.want, x.err)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("<1>line\n10 <2>one\ntwo\n\n<3>nul\x00"))
	f.Add([]byte("99999 x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 64
		whole, large, err := all(bytes.NewReader(data), limit)
		pieces, large2, err2 := all(iotest.OneByteReader(bytes.NewReader(data)), limit)
		if !cmp.Equal(whole, pieces) || large != large2 || !errors.Is(err2, err) {
			t.Errorf("whole: %q, %d, %v; in pieces: %q, %d, %v", whole, large, err, pieces, large2, err2)
		}
		total := 0
		for _, m := range whole {
			if len(m) == 0 || len(m) > limit {
				t.Errorf("message of %d bytes", len(m))
			}
			total += len(m)
		}
		if total > len(data) {
			t.Errorf("%d bytes of messages in %d", total, len(data))
		}
	})
}

func BenchmarkFrames(b *testing.B) {
	m := "<13>1 2026-11-24T14:00:00Z host app 123 - - " + strings.Repeat("x", 200)
	for name, stream := range map[string]string{"lines": strings.Repeat(m+"\n", 1000), "counted": strings.Repeat(fmt.Sprintf("%d %s", len(m), m), 1000)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(stream)))
			b.ReportAllocs()
			for b.Loop() {
				f := newFrames(strings.NewReader(stream), 1<<20)
				for {
					if _, err := f.next(); err != nil {
						break
					}
				}
			}
		})
	}
}
