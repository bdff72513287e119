// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "testing"

func TestLookup(t *testing.T) {
	f := NewFields()
	want := f.Native("Image")
	if got := f.Lookup("Image"); got != want {
		t.Errorf("Image is slot %d, want %d", got, want)
	}
	before := f.Len()
	if got := f.Lookup("image"); got != NoSlot {
		t.Errorf("image has slot %d, names are told apart by case", got)
	}
	if f.Len() != before {
		t.Error("a lookup added a name")
	}
}
