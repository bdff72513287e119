// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "gambeson/event"

// Split returns a conversion that binds each part of a scalar's text, the n-th
// as element n behind the field's Item. next cuts the first part off and
// returns what is left; it is asked until nothing is. Empty parts are left out.
func Split(name string, next func(in []byte) (part, rest []byte)) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		if !v.Kind().IsScalar() {
			return
		}
		for in := v.Text(); len(in) > 0 && !e.Full(); {
			var part []byte
			part, in = next(in)
			if len(part) > 0 {
				e.BindItem(to, e.Derive(part, event.String), item)
				item++
			}
		}
	}}
}
