// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import "testing"

// TestEmptyValues shows that a value of any type may be without bytes.
func TestEmptyValues(t *testing.T) {
	for typ := range 0x100 {
		_ = appendValue(nil, valueType(typ), nil)
	}
	if got := string(appendValue(nil, typeSID, nil)); got != "" {
		t.Errorf("an empty identifier is %q", got)
	}
}
