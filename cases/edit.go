// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import "fmt"

// An Edit is what a person does to many findings or cases at once. What is
// empty stays as it is.
type Edit struct {
	// State is where they shall stand: New opens closed ones again.
	State State `json:"state,omitempty"`
	// Verdict and Reason are why they are closed; Reason is also kept for any
	// other edit.
	Verdict Verdict `json:"verdict,omitempty"`
	Reason  string  `json:"reason,omitempty"`
	// Expires is when the verdict of findings ends, in Unix nanoseconds; 0:
	// never.
	Expires int64 `json:"expires,omitempty"`
	// Assignee is to whom they are given; the empty name takes them from whoever
	// has them.
	Assignee *string `json:"assignee,omitempty"`
	// Note is one note for all of them.
	Note string `json:"note,omitempty"`
}

// Validate refuses an edit that nothing could take: one that does nothing, or
// closes without a verdict and a reason, or has a verdict and closes nothing.
func (e *Edit) Validate() error {
	texts := []string{e.Reason, e.Note}
	if e.Assignee != nil {
		texts = append(texts, *e.Assignee)
	}
	for _, text := range texts {
		if len(text) > MaxText {
			return fmt.Errorf("%w: a text of %d bytes, at most %d", ErrInvalid, len(text), MaxText)
		}
	}
	switch {
	case e.State == "" && e.Assignee == nil && e.Note == "":
		return fmt.Errorf("%w: neither a state, an assignee nor a note", ErrInvalid)
	case e.State != Closed && (e.Verdict != "" || e.Expires != 0):
		return fmt.Errorf("%w: a verdict is for what is closed", ErrInvalid)
	case e.State == Closed && e.Reason == "":
		return fmt.Errorf("%w: they are closed with a reason", ErrInvalid)
	}
	if e.State == Closed {
		if _, err := ParseVerdict(string(e.Verdict)); err != nil {
			return err
		}
	}
	if e.State != "" {
		_, err := ParseState(string(e.State))
		return err
	}
	return nil
}

// Kind is the change that the edit is in the first place.
func (e *Edit) Kind() ChangeKind {
	switch {
	case e.State == Closed:
		return Close
	case e.State == Acknowledged:
		return Acknowledge
	case e.State == New:
		return Reopen
	case e.Assignee != nil:
		return Assign
	default:
		return Annotate
	}
}
