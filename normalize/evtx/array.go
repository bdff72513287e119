// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import "bytes"

// cut returns the first element of an array of values of type t and the rest.
func cut(t valueType, b []byte) (first, rest []byte) {
	n := int(t.size())
	switch t {
	case typeString:
		for n = 0; n+1 < len(b) && (b[n] != 0 || b[n+1] != 0); {
			n += 2
		}
		return b[:n], b[min(n+2, len(b)):]
	case typeANSI:
		if n = bytes.IndexByte(b, 0); n >= 0 {
			return b[:n], b[n+1:]
		}
		return b, nil
	case typeSID:
		n = sidSize(b)
	case typeSize: // the elements are what the system's pointers are
		if n = 4; len(b)%8 == 0 {
			n = 8
		}
	}
	if n == 0 || n > len(b) {
		return b, nil
	}
	return b[:n], b[n:]
}
