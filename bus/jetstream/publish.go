// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
)

// publisher writes to streams, one message at a time.
type publisher struct {
	e       *engine
	replies *nats.Subscription
}

func (e *engine) publisher() (*publisher, error) {
	replies, err := e.write.SubscribeSync(e.write.NewInbox())
	if err != nil {
		return nil, err
	}
	return &publisher{e, replies}, nil
}

// anywhere is no sequence number in particular.
const anywhere = -1

// publish writes a message and waits until the server has synced it. It must come right behind the sequence number after,
// unless that is anywhere. After an error nothing is known about the message, and the publisher is of no more use.
func (p *publisher) publish(subject string, after int64, data []byte) (uint64, error) {
	m := &nats.Msg{Subject: subject, Reply: p.replies.Subject, Data: data}
	if after != anywhere {
		m.Header = nats.Header{"Nats-Expected-Last-Sequence": {strconv.FormatInt(after, 10)}}
	}
	if err := p.e.write.PublishMsg(m); err != nil {
		return 0, err
	}
	reply, err := p.e.await(p.replies)
	if err != nil {
		return 0, err
	}
	if status := reply.Header.Get("Status"); status != "" {
		return 0, fmt.Errorf("the server answers %s", status)
	}
	var ack struct {
		Seq   uint64
		Error *struct{ Description string }
	}
	if err := json.Unmarshal(reply.Data, &ack); err != nil {
		return 0, fmt.Errorf("acknowledgement: %w", err)
	}
	if ack.Error != nil {
		return 0, fmt.Errorf("the server answers: %s", ack.Error.Description)
	}
	if ack.Seq == 0 {
		return 0, errors.New("acknowledgement without a sequence number")
	}
	return ack.Seq, nil
}

// await waits for a reply, but not for a server that has given up writing: it answers nothing then.
func (e *engine) await(replies *nats.Subscription) (*nats.Msg, error) {
	const tick = 100 * time.Millisecond
	for range int(patience / tick) {
		m, err := replies.NextMsg(tick)
		if err == nil {
			return m, nil
		}
		if !errors.Is(err, nats.ErrTimeout) {
			return nil, err
		}
		if problem := e.said.writeProblem(); problem != "" {
			return nil, errors.New(problem)
		}
		if !e.srv.JetStreamEnabled() {
			return nil, errors.New("the server has no storage")
		}
	}
	return nil, fmt.Errorf("no answer within %v", patience)
}
