// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"gambeson/bus"
	"gambeson/event"
)

// following is messages that follow from others, by the shard that they go to, in their order.
type following map[bus.Shard][]bus.Entry

func (f *following) add(to bus.Shard, id bus.ID, body []byte) {
	if *f == nil {
		*f = make(following)
	}
	(*f)[to] = append((*f)[to], bus.Entry{ID: id, Body: body})
}

// addOutput adds findings and dead letters that follow from the message at from.
func (f *following) addOutput(from place, out *Output) {
	const perFinding = 4096
	finding := bus.Shard{Stream: bus.Finding}
	found := parts(out.Findings, func(**event.Finding) int { return perFinding })
	facts := parts(out.Facts, func(f *[]byte) int { return len(*f) })
	for i := range max(len(found), len(facts)) {
		x := Found{Trace: out.trace}
		if i < len(facts) {
			x.Facts = facts[i]
		}
		if i < len(found) {
			x.Findings = found[i]
		}
		f.add(finding, from.id("finding", finding, i), encode(x))
	}
	letters := bus.Shard{Stream: bus.DeadLetter}
	for i, part := range parts(out.DeadLetters, func(d *DeadLetter) int { return len(d.Data) + len(d.Reason) + 512 }) {
		f.add(letters, from.id("deadletter", letters, i), encode(part))
	}
}

// addObservations adds what the message at from gave to each judge, and how far its reader has come to all of them.
func (p *Pipeline) addObservations(f *following, from place, out *Output) {
	if len(out.Observations) == 0 {
		return
	}
	byShard := make([][][]byte, p.config.Judges)
	for _, o := range out.Observations {
		n := shardOf(o.Key, p.config.Judges)
		byShard[n] = append(byShard[n], o.Data)
	}
	for n, all := range byShard {
		to := bus.Shard{Stream: bus.Observation, Number: n}
		pieces := parts(all, func(data *[]byte) int { return len(*data) })
		if len(pieces) == 0 {
			pieces = [][][]byte{nil}
		}
		for i, piece := range pieces {
			message := observed{Reader: from.shard.Number, Newest: out.Newest, Data: piece, Trace: out.trace}
			f.add(to, from.id("observation", to, i), message.encode())
		}
	}
}

// appendAll writes what follows, to all shards beside each other.
func (p *Pipeline) appendAll(ctx context.Context, f following) error {
	g, ctx := errgroup.WithContext(ctx)
	for to, entries := range f {
		g.Go(func() error {
			if err := p.append(ctx, to, entries); err != nil {
				return fmt.Errorf("append to %s: %w", to, err)
			}
			return nil
		})
	}
	return g.Wait()
}

// append writes messages to a shard, as long as it takes: a log that is full or away now takes messages again by itself.
func (p *Pipeline) append(ctx context.Context, to bus.Shard, entries []bus.Entry) error {
	const longest = 5 * time.Second
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, longest) {
		written, err := p.Log.AppendAll(ctx, to, entries)
		entries = entries[len(written):]
		if !away(err) {
			return err
		}
		p.Logger.Warn("the log does not take messages", "shard", to.String(), "error", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// away reports whether the log is full, or away, for now.
func away(err error) bool { return errors.Is(err, bus.ErrFull) || errors.Is(err, bus.ErrUnavailable) }

// waitForLog waits before a log is read again that was away.
func (p *Pipeline) waitForLog(quiet context.Context, from bus.Shard, err error) {
	p.Logger.Warn("the log does not give messages", "shard", from.String(), "error", err)
	<-quiet.Done()
}
