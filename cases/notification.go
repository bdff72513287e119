// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import "gambeson/event"

// A Notification says that a case is new, to one channel. It is kept until the
// channel has taken it or it was given up.
type Notification struct {
	// ID is a hash over the case and the channel: the receiver can tell a
	// repeated notification by it.
	ID      event.ID
	Channel string // "webhook", "mail"
	// Case is the case as it stands when the notification is sent.
	Case     Case
	Attempts int   // deliveries that failed so far
	Created  int64 // Unix nanoseconds
}
