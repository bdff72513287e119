// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

// Lookup returns the slot of the native field name, [NoSlot] where the table
// has none. It never adds: it is how a format binds fields whose names stand
// in the record ("Name" and "Value" pairs, labels of a text).
func (f *Fields) Lookup(name string) Slot { return f.native[name] }
