// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"net/netip"
	"testing"
)

func TestIsIP(t *testing.T) {
	for _, s := range []string{
		"", ".", "1.2.3.4", "1.2.3", "1.2.3.4.5", "01.2.3.4", "0.0.0.0", "256.1.1.1", "1.2.3.", ".1.2.3", "1..2.3", "10.0.00.1",
		"::1", "2001:db8::1", "fe80::1%eth0", "1.2.3.4:80", "ec2.amazonaws.com", "AWS Internal", "::ffff:1.2.3.4", ":",
	} {
		_, err := netip.ParseAddr(s)
		if got, want := IsIP([]byte(s)), err == nil; got != want {
			t.Errorf("IsIP(%q) = %v, want %v", s, got, want)
		}
	}
}
