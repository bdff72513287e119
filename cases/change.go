// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import "fmt"

// A Change is what a person does to a case.
type Change struct {
	Kind ChangeKind `json:"kind"`
	// Verdict and Reason are why a case is closed; Reason is also kept for any
	// other change.
	Verdict Verdict `json:"verdict,omitempty"`
	Reason  string  `json:"reason,omitempty"`
	// Assignee is to whom it is given; empty takes it from whoever has it.
	Assignee string `json:"assignee,omitempty"`
	// Text is the note.
	Text string `json:"text,omitempty"`
}

// ChangeKind says what is done.
type ChangeKind string

// The kinds of changes.
const (
	Acknowledge ChangeKind = "acknowledge"
	Close       ChangeKind = "close"
	Reopen      ChangeKind = "reopen"
	Assign      ChangeKind = "assign"
	Annotate    ChangeKind = "note"
)

// Validate refuses a change that no case could take: a verdict or a reason
// that is missing, an empty note, a text beyond [MaxText].
func (ch *Change) Validate() error {
	for _, text := range [...]string{ch.Reason, ch.Assignee, ch.Text} {
		if len(text) > MaxText {
			return fmt.Errorf("%w: a text of %d bytes, at most %d", ErrInvalid, len(text), MaxText)
		}
	}
	switch ch.Kind {
	case Close:
		if _, err := ParseVerdict(string(ch.Verdict)); err != nil {
			return err
		}
		if ch.Reason == "" {
			return fmt.Errorf("%w: a case is closed with a reason", ErrInvalid)
		}
	case Annotate:
		if ch.Text == "" {
			return fmt.Errorf("%w: an empty note", ErrInvalid)
		}
	case Acknowledge, Reopen, Assign:
	default:
		return fmt.Errorf("%w: kind %q", ErrInvalid, ch.Kind)
	}
	return nil
}

// Apply makes the change at the time at. It returns an error that wraps
// [ErrTransition] or [ErrInvalid], and then c is as it was.
func (c *Case) Apply(ch Change, at int64) error {
	if err := ch.Validate(); err != nil {
		return err
	}
	if c.Merged() && ch.Kind != Annotate {
		return fmt.Errorf("%w: case %s was merged into %s", ErrTransition, c.ID, c.MergedInto)
	}
	if ch.Kind == Assign {
		c.Assignee = ch.Assignee
	}
	if err := c.apply(ch); err != nil {
		return fmt.Errorf("case %s: %w", c.ID, err)
	}
	c.touch(at)
	return nil
}

// Apply makes a change to the finding: acknowledge, close, reopen or assign. A
// finding has no notes of its own.
func (f *Finding) Apply(ch Change) error {
	if err := ch.Validate(); err != nil {
		return err
	}
	if ch.Kind == Annotate {
		return fmt.Errorf("%w: %s is for cases", ErrInvalid, ch.Kind)
	}
	if ch.Kind == Assign {
		f.Assignee = ch.Assignee
	}
	if err := f.apply(ch); err != nil {
		return fmt.Errorf("finding %s: %w", f.ID, err)
	}
	if f.State != Closed {
		f.Expires = 0
	}
	f.Version++
	return nil
}

// apply moves d through its states.
func (d *Disposition) apply(ch Change) error {
	switch ch.Kind {
	case Acknowledge:
		if d.State != New {
			return d.refuse("acknowledged")
		}
		d.State = Acknowledged
	case Close:
		if d.State == Closed {
			return d.refuse("closed")
		}
		*d = Disposition{Closed, ch.Verdict, ch.Reason}
	case Reopen:
		if d.State != Closed {
			return d.refuse("reopened")
		}
		*d = Disposition{State: New}
	}
	return nil
}

func (d *Disposition) refuse(done string) error {
	return fmt.Errorf("%w: it is %s and cannot be %s", ErrTransition, d.State, done)
}

// touch notes that c changed.
func (c *Case) touch(at int64) {
	c.Updated = max(c.Updated, at)
	c.Version++
}
