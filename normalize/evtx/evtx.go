// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"errors"
	"io"

	"gambeson/event"
	"gambeson/normalize"
)

// Container makes EVTX files known to [normalize.Open]. Its records come with
// their tree built. Damage that belongs to no record is told with the number
// of the record that comes behind it.
type Container struct{}

// Magic reports whether head begins as an EVTX file does.
func (Container) Magic(head []byte) bool {
	return len(head) >= len(fileMagic) && string(head[:len(fileMagic)]) == fileMagic
}

// Open returns the records of the EVTX file r.
func (Container) Open(r io.Reader) normalize.Stream { return &stream{src: r} }

type stream struct {
	src io.Reader
	r   *Reader
}

// Next implements [normalize.Stream]. After a [normalize.RecordError] that
// wraps [ErrRecord] and stems from decoding, e has the record's bytes.
func (s *stream) Next(e *event.Event) (int, error) {
	e.Reset(nil)
	if s.r == nil {
		r, err := New(s.src)
		if err != nil {
			return 0, err
		}
		s.r = r
	}
	rec, err := s.r.Next()
	if d := (*DamageError)(nil); errors.As(err, &d) {
		n := s.r.number + 1
		return n, &normalize.RecordError{Record: n, Err: d}
	}
	if err != nil {
		return 0, err
	}
	e.Reset(rec.Data)
	if err := s.r.Decode(e, rec); err != nil {
		e.ResetTree()
		return rec.Number, &normalize.RecordError{Record: rec.Number, Err: &DamageError{rec.Offset, err}}
	}
	return rec.Number, nil
}
