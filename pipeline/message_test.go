// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestObserved(t *testing.T) {
	for _, in := range []observed{
		{}, {Reader: 3, Idle: 2e9}, {Reader: 63, Newest: -5, Data: [][]byte{[]byte("one"), {}, []byte("three\x00")}},
	} {
		body := in.encode()
		out, err := decodeObserved(body)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(in, out); d != "" {
			t.Error(d)
		}
		// Between two observations the end may be one.
		if out, err := decodeObserved(body[:len(body)-1]); err == nil && len(out.Data) == len(in.Data) {
			t.Errorf("%+v, cut off, is %+v", in, out)
		}
	}
	for _, body := range []string{"", "{}", "\x01", "\x01\x00\x00\x00\x05one"} {
		if _, err := decodeObserved([]byte(body)); !errors.Is(err, errObserved) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

// FuzzObserved shows that what is read is what is written again.
func FuzzObserved(f *testing.F) {
	f.Add((&observed{Reader: 1, Newest: 2, Data: [][]byte{[]byte("x")}}).encode())
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := decodeObserved(body)
		if err != nil {
			return
		}
		again, err := decodeObserved(o.encode())
		if err != nil || !bytes.Equal(o.encode(), again.encode()) {
			t.Fatalf("%+v then %+v, %v", o, again, err)
		}
	})
}
