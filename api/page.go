// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gambeson/state"
)

// Errors of what a client gives back.
var (
	errCursor = errors.New("not a cursor of this list: begin again without one")
	errETag   = errors.New("If-Match wants the ETag that the thing was read with")
)

// Page is how a request asks for a part of a list.
type Page struct {
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many to return at most."`
	After string `query:"after" maxLength:"512" doc:"The cursor that the part before ended with."`
}

// List is a part of a list.
type List[T any] struct {
	Items []T `json:"items" doc:"The part, in the list's order." nullable:"false"`
	// Next is empty at the end.
	Next string `json:"next,omitempty" doc:"The cursor for the next part; absent at the end."`
}

// Mutation is what every change carries besides what it changes.
type Mutation struct {
	Key    string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" doc:"A key of the client's own making: the same change sent again with it is made once."`
	Reason string `header:"X-Reason" maxLength:"1024" doc:"Why; it goes to the audit trail."`
}

// Conditional is a change that MAY be bound to what was read.
type Conditional struct {
	Mutation
	IfMatch string `header:"If-Match" maxLength:"64" doc:"The ETag that the thing was read with: the change is refused with 412 when it has changed since."`
}

// version returns the version that If-Match names, 0 for any.
func (c Conditional) version() (uint64, error) {
	if c.IfMatch == "" || c.IfMatch == "*" {
		return 0, nil
	}
	text, ok := strings.CutPrefix(strings.TrimSuffix(c.IfMatch, `"`), `"`)
	v, err := strconv.ParseUint(text, 10, 64)
	if !ok || err != nil || v == 0 {
		return 0, errETag
	}
	return v, nil
}

// etag is the ETag of a version.
func etag(version uint64) string { return fmt.Sprintf("%q", strconv.FormatUint(version, 10)) }

// cursor makes an opaque cursor of the list named list; "" at its end.
func cursor(list string, next state.Cursor) string {
	if next == (state.Cursor{}) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(list + "\x00" + next.String()))
}

// openCursor returns what [cursor] was given.
func openCursor(list, text string) (state.Cursor, error) {
	if text == "" {
		return state.Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return state.Cursor{}, errCursor
	}
	of, after, ok := strings.Cut(string(raw), "\x00")
	if !ok || of != list || after == "" {
		return state.Cursor{}, errCursor
	}
	next, err := state.ParseCursor(after)
	if err != nil {
		return state.Cursor{}, errCursor
	}
	return next, nil
}
