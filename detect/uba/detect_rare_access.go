// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import "fmt"

// rareAccess finds the access of a user of whom little is known yet to what is
// in use, but not by the user's peers. What nobody else uses is no finding: it
// may be the user's own.
func (d *access) rareAccess(p *profile, f *fact, x thing) (verdict, bool) {
	u := d.usage(p, f, x)
	if !u.established || u.peers < d.config.RareAmong || u.using > d.config.RareUsers {
		return verdict{}, false
	}
	v := d.verdict(f, x)
	v.rule = d.rare
	v.title = fmt.Sprintf("Rare access of %s: %s", f.User, x)
	v.message = fmt.Sprintf("%s, known for %d days and %d accesses, came to %s%s, as only %d of %s did",
		f.User, (f.Time-p.First)/day, p.Count-1, x, f.whence(), u.using, plural(u.peers, "peer", "peers"))
	return v, true
}
