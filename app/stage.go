// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"gambeson/correlate"
	"gambeson/detect"
	"gambeson/event"
	"gambeson/event/otlp"
	"gambeson/normalize"
	"gambeson/pipeline"
)

// stage reads and judges the records of batches: normalizing and detection as
// the pipeline knows them. It implements [pipeline.Stage].
type stage struct {
	engine     *engine
	event      *event.Event
	inspectors []detect.Inspector
	results    detect.Results
	sources    map[sourceKey]*normalize.Normalizer
	status     event.Slot // of status_id, for sessions
}

// sourceKey tells sources apart that may speak different formats.
type sourceKey struct{ tenant, source, format string }

// maxSources bounds how many sources' formats a stage remembers.
const maxSources = 10_000

// newStage makes the stage of one reader.
func (e *engine) newStage() *stage {
	return &stage{engine: e, event: event.New(e.fields), inspectors: e.inspectors(), sources: make(map[sourceKey]*normalize.Normalizer), status: e.status}
}

// Process implements [pipeline.Stage].
func (s *stage) Process(b *event.Batch, out *pipeline.Output) {
	declared := b.Format
	if declared == otlp.Format {
		declared = "" // a wrapping: what it holds is recognized
	}
	n, err := s.normalizer(sourceKey{b.Tenant, b.Source, declared})
	if err != nil { // the declared format does not exist
		for i := range b.Records {
			out.DeadLetters = append(out.DeadLetters, deadLetter(b, i, err))
		}
		return
	}
	joined := s.join(b)
	for i := range joined.Records {
		s.record(joined, i, n, out)
	}
	out.Events = len(b.Records) - len(out.DeadLetters)
}

// join joins records of the batch that are parts of one event; the event has
// the place of the first. What is in another batch stays apart.
func (s *stage) join(b *event.Batch) *event.Batch {
	if len(s.engine.stream.Joiners) == 0 || len(b.Records) < 2 {
		return b
	}
	var joined *event.Batch
	first := make(map[string]int)
	for i, r := range b.Records {
		key := s.joinKey(r.Data)
		at, known := first[string(key)]
		switch {
		case key == nil || !known:
			if key != nil {
				first[string(key)] = i
			}
			if joined != nil {
				if key != nil {
					first[string(key)] = len(joined.Records)
				}
				joined.Records = append(joined.Records, r)
			}
		default:
			if joined == nil {
				copied := *b
				copied.Records = slices.Clone(b.Records[:i])
				joined = &copied
			}
			x := &joined.Records[at]
			x.Data = slices.Concat(x.Data, []byte("\n"), r.Data)
		}
	}
	if joined == nil {
		return b
	}
	return joined
}

func (s *stage) joinKey(record []byte) []byte {
	for _, j := range s.engine.stream.Joiners {
		if key, _ := j.JoinKey(record); key != nil {
			return key
		}
	}
	return nil
}

// normalizer returns what reads the records of a source.
func (s *stage) normalizer(key sourceKey) (*normalize.Normalizer, error) {
	if n := s.sources[key]; n != nil {
		return n, nil
	}
	n, err := normalize.New(s.engine.formats, key.format)
	if err != nil {
		return nil, err
	}
	if len(s.sources) >= maxSources {
		clear(s.sources)
	}
	s.sources[key] = n
	return n, nil
}

func (s *stage) record(b *event.Batch, i int, n *normalize.Normalizer, out *pipeline.Output) {
	e := s.event
	if b.Format != otlp.Format {
		e.Reset(b.Records[i].Data)
	} else if err := otlp.Read(b.Records[i].Data, e); err != nil {
		out.DeadLetters = append(out.DeadLetters, deadLetter(b, i, err))
		return
	}
	e.ID, e.Tenant, e.Source, e.Observed = b.EventID(i), b.Tenant, b.Source, b.Received
	if err := n.Normalize(e); err != nil {
		out.DeadLetters = append(out.DeadLetters, deadLetter(b, i, err))
		return
	}
	out.Newest = max(out.Newest, e.Time)
	s.results.Reset()
	for _, x := range s.inspectors {
		x.Inspect(e, &s.results)
	}
	out.Findings = append(out.Findings, s.results.Findings...)
	if session, ok := correlate.SessionOf(e, s.status); ok {
		out.Facts = append(out.Facts, encodeFact(session))
	}
	for i := range s.results.Observations {
		o := &s.results.Observations[i]
		out.Observations = append(out.Observations, pipeline.Observation{Key: o.Tenant + "\x00" + o.Key, Data: o.Encode(), Event: e.ID})
	}
}

// encodeFact encodes what correlation made, which has always a form.
func encodeFact(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return data
}

// deadLetter says what is wrong with record i of b.
func deadLetter(b *event.Batch, i int, err error) pipeline.DeadLetter {
	r := b.Records[i]
	return pipeline.DeadLetter{
		Tenant: b.Tenant, Source: b.Source, Format: b.Format, Stream: b.Stream, Position: r.Position, Received: b.Received,
		Event: b.EventID(i), Class: errorClass(err), Reason: err.Error(), Data: r.Data,
	}
}

// errorClass names the kind of an error for lists of dead letters.
func errorClass(err error) string {
	for _, c := range []struct {
		is   error
		name string
	}{
		{event.ErrSyntax, "syntax"}, {event.ErrTooDeep, "too_deep"}, {event.ErrTooLarge, "too_large"},
		{normalize.ErrUnknownFormat, "unknown_format"}, {normalize.ErrMalformed, "malformed"}, {otlp.ErrMalformed, "malformed"},
	} {
		if errors.Is(err, c.is) {
			return c.name
		}
	}
	return "other"
}
