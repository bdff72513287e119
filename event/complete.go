// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

// Complete is called when a format has read the record.
func (e *Event) Complete() {}
