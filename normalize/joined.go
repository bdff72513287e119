// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"errors"
	"io"
	"slices"

	"gambeson/event"
)

// Joined events are bounded: so many are held open, of so many records each,
// and of so many bytes together.
const (
	maxOpen      = 32
	maxRecords   = 256
	maxOpenBytes = 16 << 20
)

// joinReader joins the records of one event, which may stand apart among those
// of others. An event is handed out when its last record is read, when more
// than maxOpen or maxOpenBytes are open, or at the end.
type joinReader struct {
	lines   *lineReader
	joiners []Joiner
	open    []*joinedEvent // in the order of their first records
	bytes   int            // of the open
	out     []*joinedEvent // ready
	end     error
}

type joinedEvent struct {
	key     string
	record  int
	records int
	text    []byte
}

func newJoined(l *lineReader, joiners []Joiner) Stream {
	if len(joiners) == 0 {
		return l
	}
	return &joinReader{lines: l, joiners: joiners}
}

// Next implements [Stream].
func (j *joinReader) Next(e *event.Event) (int, error) {
	for {
		if len(j.out) > 0 {
			x := j.out[0]
			j.out[0], j.out = nil, j.out[1:]
			e.Reset(x.text)
			return x.record, nil
		}
		if j.end != nil {
			return 0, j.end
		}
		line, record, err := j.lines.next()
		var bad *RecordError
		switch {
		case errors.As(err, &bad):
			return record, err
		case err != nil:
			j.end = err
			if errors.Is(err, io.EOF) {
				j.out, j.open = j.open, nil
			}
			continue
		}
		key, last := j.keyOf(line)
		if key == nil {
			e.Reset(line)
			return record, nil
		}
		j.add(key, last, line, record)
	}
}

// keyOf asks the joiners for the event that the record belongs to.
func (j *joinReader) keyOf(line []byte) (key []byte, last bool) {
	for _, f := range j.joiners {
		if key, last = f.JoinKey(line); key != nil {
			return key, last
		}
	}
	return nil, false
}

func (j *joinReader) add(key []byte, last bool, line []byte, record int) {
	at := slices.IndexFunc(j.open, func(x *joinedEvent) bool { return x.key == string(key) })
	if at < 0 {
		j.open = append(j.open, &joinedEvent{key: string(key), record: record})
		at = len(j.open) - 1
	}
	x := j.open[at]
	if x.records > 0 {
		x.text = append(x.text, '\n')
	}
	x.text = append(x.text, line...)
	x.records++
	j.bytes += len(line)
	if last || x.records == maxRecords || len(x.text) >= j.lines.max {
		j.release(at)
	}
	for len(j.open) > maxOpen || j.bytes > maxOpenBytes {
		j.release(0)
	}
}

func (j *joinReader) release(at int) {
	x := j.open[at]
	j.bytes -= len(x.text) - (x.records - 1) // less the ends of lines between them
	j.out = append(j.out, x)
	j.open = slices.Delete(j.open, at, at+1)
}
