// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

// shard is what is known of a shard while the log is open.
type shard struct {
	log  *Log
	id   bus.Shard
	name string // of its stream

	attaching sync.Mutex // held while it is taken up for the first time
	saving    sync.Mutex // held while its ids are saved

	mu       sync.Mutex
	attached bool
	base     time.Duration // the uptime at which this life of the log began
	pub      *publisher
	epoch    string
	first    bus.Position                  // of the first message
	last     bus.Position                  // of the last durable message
	firstSeq uint64                        // of the first frame
	lastSeq  uint64                        // of the last durable frame
	lost     int                           // groups that the server knows to be missing
	gaps     map[bus.Position]bus.Position // from the last message before to the first behind, where readers met them
	grown    chan struct{}                 // closed when last grows; nil while nobody waits
	hints    hints

	ids      *bus.Dedup
	savedSeq uint64            // the last frame whose ids are saved
	unsaved  int               // bytes written since
	pending  map[bus.ID]ticket // in next and in the group under way
	next     *group            // being filled
	writing  bool              // a goroutine writes groups
	spares   [][]byte          // buffers for the next frames
}

const epochKey = "gambeson_epoch"

func streamOf(s bus.Shard) string  { return string(s.Stream) + "-" + strconv.Itoa(s.Number) }
func subjectOf(s bus.Shard) string { return string(s.Stream) + "." + strconv.Itoa(s.Number) }

// shardOf is the inverse of streamOf.
func shardOf(name string) (bus.Shard, bool) {
	stream, number, _ := strings.Cut(name, "-")
	n, err := strconv.Atoi(number)
	s := bus.Shard{Stream: bus.Stream(stream), Number: n}
	return s, err == nil && s.Check() == nil
}

// known returns the shard, which may not be attached yet.
func (l *Log) known(id bus.Shard) *shard {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.shards[id]
	if s == nil {
		s = &shard{
			log: l, id: id, name: streamOf(id), first: 1,
			ids: bus.NewDedup(bus.Window, l.config.MaxIDs), pending: map[bus.ID]ticket{}, gaps: map[bus.Position]bus.Position{},
		}
		l.shards[id] = s
	}
	return s
}

// all lists the shards in the order of the data path.
func (l *Log) all() []*shard {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []*shard
	for _, s := range l.shards {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *shard) int { return a.id.Compare(b.id) })
	return all
}

// shard returns a shard that can be used, and makes it if it has never been named.
func (l *Log) shard(id bus.Shard) (*shard, error) {
	if err := id.Check(); err != nil {
		return nil, err
	}
	if l.isClosed() {
		return nil, bus.ErrClosed
	}
	s := l.known(id)
	if s.isAttached() {
		return s, nil
	}
	s.attaching.Lock()
	defer s.attaching.Unlock()
	if s.isAttached() {
		return s, nil
	}
	err := l.with(func(e *engine) error {
		err := s.attach(e)
		if err != nil && !errors.Is(err, bus.ErrDamaged) {
			return l.fail(fmt.Errorf("shard %s: %w", id, err))
		}
		return err
	})
	return s, err
}

func (s *shard) isAttached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attached
}

// stream returns the shard's stream, and makes it if there is none.
func (s *shard) stream(e *engine) (*jetstream.StreamInfo, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stream, err := e.js.Stream(ctx, s.name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		var epoch [16]byte
		rand.Read(epoch[:])
		stream, err = e.js.CreateStream(ctx, streamConfig(s.name, subjectOf(s.id), map[string]string{epochKey: hex.EncodeToString(epoch[:])}))
	}
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo(), nil
}

// streamConfig is what all streams have in common: they keep everything until told otherwise.
func streamConfig(name, subject string, metadata map[string]string) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: name, Subjects: []string{subject}, Metadata: metadata,
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		DenyDelete: true, AllowDirect: true,
		Duplicates: 100 * time.Millisecond, // the shortest: ids are in the frames
	}
}

// uptime is how long the shard's log has been open, all its lives together.
func (s *shard) uptime() time.Duration { return s.base + time.Since(s.log.opened) }
