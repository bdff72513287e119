// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import "runtime/debug"

// platformGarbage is how much garbage may be beside what is in use, in percent. Most of what the platform holds is bytes
// of records without a pointer in them, which are cheap to look at twice as often as Go would: a few percent of the
// processors for a third of the memory.
const platformGarbage = 50

// boundGarbage has the platform's garbage collected as platformGarbage says, unless the environment says how.
func (p *program) boundGarbage() {
	if _, set := p.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(platformGarbage)
	}
}
