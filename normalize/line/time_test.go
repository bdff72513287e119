// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package line

import (
	"testing"
	"time"
)

func TestLeadingTime(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-02T09:00:01Z x":                               "2026-03-02T09:00:01Z",
		"2026-03-02T09:00:01.5+01:00 x":                        "2026-03-02T08:00:01.5Z",
		"2026-03-02 09:00:01,250 x":                            "2026-03-02T09:00:01.25Z",
		"[2026-03-02 09:00:01] x":                              "2026-03-02T09:00:01Z",
		"2026/03/02 09:00:01 x":                                "2026-03-02T09:00:01Z",
		"2026-03-02T09:00:01: x":                               "2026-03-02T09:00:01Z",
		"2026-03-02T09:00:01Z":                                 "2026-03-02T09:00:01Z",
		"x 2026-03-02T09:00:01Z":                               "",
		"2026-03-02":                                           "",
		"2026-13-02T09:00:01Z not a month":                     "",
		"2026-03-02T09:00:01.99999999999999999999999999999999": "2026-03-02T09:00:01.999999999Z",
		"": "",
	} {
		stamp, ns := leadingTime([]byte(in))
		got := time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
		if (len(stamp) > 0) != (want != "") || (want != "" && got != want) {
			t.Errorf("%q: %q is %s, want %q", in, stamp, got, want)
		}
	}
}
