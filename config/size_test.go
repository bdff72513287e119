// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Size
	}{
		{"0", 0}, {"512", 512}, {"64KiB", 64 << 10}, {"16 mib", 16 << 20}, {"1GiB", 1 << 30}, {"2TiB", 2 << 40},
		{"3kB", 3000}, {"3MB", 3e6}, {"3GB", 3e9}, {"3TB", 3e12}, {"7B", 7}, {"9223372036854775807", 1<<63 - 1},
	} {
		var s Size
		if err := s.UnmarshalText([]byte(tt.in)); err != nil || s != tt.want {
			t.Errorf("%q is %d (%v), want %d", tt.in, s, err, tt.want)
		}
	}
	for _, in := range []string{"", "MiB", "-1", "1.5GiB", "1 PiB", "9223372036854775808", "8388608TiB", "1KiBB", "0x10"} {
		var s Size
		if err := s.UnmarshalText([]byte(in)); err == nil {
			t.Errorf("%q was accepted as %d", in, s)
		}
	}
}

func TestSizeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Size(rapid.Int64Min(0).Draw(t, "size"))
		var got Size
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%d is written %s and read as %d (%v)", int64(want), want, int64(got), err)
		}
	})
}
