// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import "gambeson/event"

// Split returns a conversion that binds each part of a scalar's text, as the
// elements of a list. next cuts the first part off and returns what is left; it
// is asked until nothing is. Empty parts are left out.
func Split(name string, next func(in []byte) (part, rest []byte)) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		split(e, v, next, func(n event.Node) { e.BindItem(to, n, item) })
	}}
}

// SplitItems is [Split] for an attribute of a list of objects: the parts are
// bound in one object each, the first in the field's Item.
func SplitItems(name string, next func(in []byte) (part, rest []byte)) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		split(e, v, next, func(n event.Node) {
			e.BindItem(to, n, item)
			item++
		})
	}}
}

func split(e *event.Event, v event.Value, next func([]byte) (part, rest []byte), bind func(event.Node)) {
	if !v.Kind().IsScalar() {
		return
	}
	for in := v.Text(); len(in) > 0 && !e.Full(); {
		var part []byte
		part, in = next(in)
		if len(part) > 0 {
			bind(e.Derive(part, event.String))
		}
	}
}
