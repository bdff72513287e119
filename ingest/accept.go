// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gambeson/event"
)

// An ID says that two messages are one: the log writes the second one not again.
type ID [16]byte

// An Appender is the log as the doors see it.
type Appender interface {
	// Append writes body to the end of the shard that key falls into, and returns nil once it is durable. Messages of
	// one key are in one shard, in the order of the calls that followed each other. An id that the shard knows writes
	// nothing and returns as the first append did. It MUST NOT keep body.
	//
	// Errors wrap ErrFull, ErrUnavailable, ErrTooLarge, ErrClosed or the context's error; see there.
	Append(ctx context.Context, key string, id ID, body []byte) error
}

// An Acceptor stands between the doors and the log. Make one with [New]; a door takes its own view of it with
// [Acceptor.Door].
type Acceptor struct {
	*shared
	door *door
}

// shared is what all views of an acceptor have in common.
type shared struct {
	log     Appender
	logger  *slog.Logger
	config  Config
	budget  budget
	buffers sync.Pool // of *[]byte
	life    string    // names this acceptor among all that there were
	counter atomic.Uint64

	mu      sync.Mutex
	sources map[string]*source
	tenants map[string]*quota
	doors   map[string]*door
	ports   map[string]*port

	inside int           // calls of Accept, guarded by mu
	closed chan struct{} // closed by Shutdown
	idle   chan struct{} // closed when closed is, and nobody is inside
}

// New returns an acceptor that writes to log.
func New(log Appender, logger *slog.Logger, c Config) (*Acceptor, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	var life [8]byte
	rand.Read(life[:]) // never fails
	s := &shared{
		log: log, logger: logger, config: c,
		budget:  budget{limit: int64(c.MaxBytesInFlight)},
		buffers: sync.Pool{New: func() any { return new([]byte) }},
		life:    hex.EncodeToString(life[:]),
		sources: map[string]*source{},
		tenants: map[string]*quota{},
		doors:   map[string]*door{},
		ports:   map[string]*port{},
		closed:  make(chan struct{}),
		idle:    make(chan struct{}),
	}
	return &Acceptor{shared: s, door: s.doorOf(noDoor)}, nil
}

// Config returns the configuration, for the limits that doors keep.
func (a *Acceptor) Config() Config { return a.config }

// Life names this acceptor among all that ever were: it begins the names of streams whose positions the receiver
// counts.
func (a *Acceptor) Life() string { return a.life }

// Reserve takes n bytes of the budget before they are read from a client, and waits a short time for room. Whoever gets
// nil calls Release with as many. Errors: ErrBusy, ErrTooLarge (more than the whole budget), the context's.
func (a *Acceptor) Reserve(ctx context.Context, n int) error { return a.budget.take(ctx, int64(n)) }

// Release gives back what was reserved.
func (a *Acceptor) Release(n int) { a.budget.give(int64(n)) }

// InFlight returns how many bytes are reserved.
func (a *Acceptor) InFlight() int64 { return a.budget.inUse() }

// Accept makes the records of b durable, as records of s, and returns nil once all of them are. On an error some of them
// MAY be durable; accepting the same batch again makes it certain, and writes none of them twice.
//
// Stream and positions of b are what the source itself gives. Without a Stream the acceptor names one, and positions
// are the indexes of the records. Format is the sender's unless the door has set it; Tenant, Source and Received
// are always set here. b is not changed and not kept.
//
// Errors: a *QuotaError, ErrFull, ErrUnavailable, ErrTooLarge, ErrClosed, the context's.
func (a *Acceptor) Accept(ctx context.Context, s Sender, b *event.Batch) error {
	if !a.enter() {
		return ErrClosed
	}
	defer a.leave()
	src := a.source(s)
	done, err := a.accept(ctx, src, b)
	src.count(done, err)
	a.door.count(done, err)
	return err
}

// amount is records and their bytes.
type amount struct{ records, bytes int }

// accept returns how much of b is durable.
func (a *Acceptor) accept(ctx context.Context, src *source, b *event.Batch) (done amount, err error) {
	all, err := a.measure(b)
	if err != nil || all.records == 0 {
		return amount{}, err
	}
	if err := a.charge(src, all); err != nil {
		return amount{}, err
	}
	defer func() { a.refund(src, amount{all.records - done.records, all.bytes - done.bytes}) }()

	whole := event.Batch{
		Tenant: src.sender.Tenant, Source: src.sender.Source, Format: b.Format, Stream: b.Stream,
		Received: time.Now().UnixNano(), Records: b.Records,
	}
	if whole.Format == "" {
		whole.Format = src.sender.Format
	}
	named := whole.Stream != ""
	if !named {
		whole.Stream = "request/" + a.life + "/" + strconv.FormatUint(a.counter.Add(1), 36)
		whole.Records = indexed(b.Records)
	}
	for part := range parts(whole, a.config.BatchRecords, int(a.config.BatchBytes)) {
		if err := a.append(ctx, src, &part, identity(&part, named)); err != nil {
			return done, err
		}
		done.records += len(part.Records)
		for _, r := range part.Records {
			done.bytes += len(r.Data)
		}
	}
	return done, nil
}

// measure checks the sizes of the records.
func (a *Acceptor) measure(b *event.Batch) (amount, error) {
	all := amount{records: len(b.Records)}
	for i, r := range b.Records {
		if len(r.Data) > int(a.config.MaxRecordBytes) {
			return amount{}, fmt.Errorf("record %d of the batch: %w: %d bytes, at most %d", i+1, ErrTooLarge, len(r.Data), a.config.MaxRecordBytes)
		}
		all.bytes += len(r.Data)
	}
	return all, nil
}

// append writes one message.
func (a *Acceptor) append(ctx context.Context, src *source, part *event.Batch, id ID) error {
	buf, _ := a.buffers.Get().(*[]byte)
	defer a.buffers.Put(buf)
	body, err := part.AppendBinary((*buf)[:0])
	if err != nil {
		if errors.Is(err, event.ErrTooLarge) {
			return fmt.Errorf("%w: %w", ErrTooLarge, err)
		}
		return err
	}
	*buf = body
	return a.log.Append(ctx, src.key, id, body)
}

// Shutdown refuses what comes from now on, and waits for what has begun.
func (a *Acceptor) Shutdown(ctx context.Context) error {
	a.mu.Lock()
	if !a.isClosed() {
		close(a.closed)
		if a.inside == 0 {
			close(a.idle)
		}
	}
	a.mu.Unlock()
	select {
	case <-a.idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("shut down the doors: %w", ctx.Err())
	}
}

func (a *Acceptor) enter() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.isClosed() {
		return false
	}
	a.inside++
	return true
}

func (a *Acceptor) leave() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.inside--
	if a.inside == 0 && a.isClosed() {
		close(a.idle)
	}
}

func (a *Acceptor) isClosed() bool {
	select {
	case <-a.closed:
		return true
	default:
		return false
	}
}
