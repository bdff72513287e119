// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
)

// stored is a message of a stream.
type stored struct {
	seq     uint64
	subject string
	data    []byte
}

// fetch returns the messages of a stream from a sequence number on: at most count, and at most as many as begin within the
// first limit bytes. It returns none if there are none.
func (e *engine) fetch(stream string, from uint64, count, limit int) ([]stored, error) {
	request, err := json.Marshal(map[string]any{"seq": max(from, 1), "batch": count, "max_bytes": max(limit, 1)})
	if err != nil {
		return nil, err
	}
	replies, err := e.borrow()
	if err != nil {
		return nil, err
	}
	if err := e.read.PublishRequest("$JS.API.DIRECT.GET."+stream, replies.Subject, request); err != nil {
		return nil, err
	}
	var all []stored
	for {
		m, err := e.await(replies)
		if err != nil {
			_ = replies.Unsubscribe() // late replies must not meet the next request
			return nil, fmt.Errorf("read %s from %d: %w", stream, from, err)
		}
		switch status := m.Header.Get("Status"); status {
		case "":
			seq, err := strconv.ParseUint(m.Header.Get("Nats-Sequence"), 10, 64)
			if err != nil {
				return nil, fmt.Errorf("read %s from %d: sequence number: %w", stream, from, err)
			}
			all = append(all, stored{seq, m.Header.Get("Nats-Subject"), m.Data})
		case "204", "404": // the end, and nothing at all
			e.giveBack(replies)
			return all, nil
		default:
			return nil, fmt.Errorf("read %s from %d: the server answers %s", stream, from, status)
		}
	}
}

// fetchNext fetches from the first sequence number at which there is something, up to last. The server steps over what it
// knows to be gone, but not over what it finds to be rotten.
func (e *engine) fetchNext(stream string, from, last uint64, count, limit int) ([]stored, error) {
	for ; from <= last; from++ {
		if found, err := e.fetch(stream, from, count, limit); err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

// borrow returns a subscription that nobody else uses.
func (e *engine) borrow() (*nats.Subscription, error) {
	select {
	case s := <-e.idle:
		return s, nil
	default:
	}
	s, err := e.read.SubscribeSync(e.read.NewInbox())
	if err != nil {
		return nil, err
	}
	return s, s.SetPendingLimits(-1, -1) // requests have limits
}

func (e *engine) giveBack(s *nats.Subscription) {
	select {
	case e.idle <- s:
	default:
		_ = s.Unsubscribe()
	}
}
