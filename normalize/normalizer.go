// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"errors"
	"fmt"

	"gambeson/event"
)

// ErrUnknownFormat is returned where no format claims a record, and by
// [New] where a declared format does not exist.
var ErrUnknownFormat = errors.New("unknown format")

// A Normalizer reads the records of one source. It belongs to one goroutine;
// the formats behind it are shared.
type Normalizer struct {
	formats []Format
	last    Format
	info    Info // of last
	fixed   bool
}

// New returns a normalizer over formats, in the order in which they are asked.
// Where declared is not empty, every record is read as that format.
func New(formats []Format, declared string) (*Normalizer, error) {
	n := &Normalizer{formats: formats}
	if declared == "" {
		return n, nil
	}
	for _, f := range formats {
		if f.Info().Name == declared {
			n.last, n.info, n.fixed = f, f.Info(), true
			return n, nil
		}
	}
	return nil, fmt.Errorf("%w %q", ErrUnknownFormat, declared)
}

// Normalize reads the record in e, whose raw bytes (and tree, where it comes
// from a container) are set. After an error e has the record and no values.
func (n *Normalizer) Normalize(e *event.Event) error {
	syntax := parse(e)
	f, sure := n.last, No
	switch {
	case !n.fixed:
		f, sure = n.recognize(e)
	case f.Claim(e) != No:
		sure = Sure // it was declared to be
	}
	switch {
	case syntax != nil && sure <= Fallback:
		return syntax // broken JSON is not taken for a line of text
	case f == nil:
		return ErrUnknownFormat
	}
	if f != n.last {
		n.last, n.info = f, f.Info()
	}
	e.Format, e.Vendor, e.Product = n.info.Name, n.info.Vendor, n.info.Product
	if err := f.Read(e); err != nil {
		e.ResetTree()
		return fmt.Errorf("read as %s: %w", n.info.Name, err)
	}
	e.Complete()
	return nil
}

// Clone returns a normalizer for another goroutine that reads the source's
// records as n would read the next one.
func (n *Normalizer) Clone() *Normalizer {
	c := *n
	return &c
}

// Format returns the format that read the last record, nil before the first.
func (n *Normalizer) Format() Format { return n.last }

// parse builds the tree of a record that looks like a JSON object.
func parse(e *event.Event) error {
	if e.Root().Exists() {
		return nil
	}
	doc := bytes.TrimLeft(e.Raw(), " \t\r\n\ufeff")
	if len(doc) == 0 || doc[0] != '{' {
		return nil
	}
	return e.ParseJSON()
}

// recognize returns the format that is surest; the one that read the last
// record, where it is at least as sure as any. It returns nil where none is.
func (n *Normalizer) recognize(e *event.Event) (Format, Confidence) {
	best, most := Format(nil), No
	if n.last != nil {
		best, most = n.last, n.last.Claim(e)
	}
	for _, f := range n.formats {
		if most == Sure {
			break
		}
		if c := f.Claim(e); c > most {
			best, most = f, c
		}
	}
	if most == No {
		return nil, No
	}
	return best, most
}
