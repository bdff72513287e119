// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "testing"

func TestSyslogBody(t *testing.T) {
	for in, want := range map[string]string{
		"Mar  2 08:00:01 web1 app: x: y":                        "x: y",
		"Mar 12 08:00:01 app[7]: x":                             "x",
		"<13>Mar  2 08:00:01 web1 app[7]: x":                    "x",
		"2026-03-02T08:00:01.5+01:00 web1 app: x":               "x",
		"<13>1 2026-03-02T08:00:01Z web1 app 7 - - x":           "x",
		"<13>1 2026-03-02T08:00:01Z web1 app 7 - - \ufeffx":     "x",
		"<13>1 2026-03-02T08:00:01Z web1 app 7 - [a b=\"c\"] x": "",
		"<13>1 2026-03-02T08:00:01Z web1 other 7 - - app: x":    "",
		"Mar  2 08:00:01 web1 other: app: x":                    "",
		"Mar  2 08:00:01 web1 other: user app: x":               "",
		"app: x": "",
		"a line in which the words of app: x are many": "",
		"Mar  2 08:00:01 web1 app:":                    "",
		"":                                             "",
	} {
		if got, ok := SyslogBody([]byte(in), "app"); string(got) != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
}
