// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"gambeson/event"
	"gambeson/ingest"
)

// saveEvery is how often offsets are saved while there is much to read.
const saveEvery = 2 * time.Second

// reading hands complete lines of a file to the acceptor, batch by batch, and remembers each batch once it is durable.
type reading struct {
	*Follower
	key      string
	sender   ingest.Sender
	src      io.Reader
	progress progress
	final    bool // what stands behind the last line feed is a line

	batch   event.Batch
	size    int
	at      int64 // behind the last complete line
	changed bool
}

// run reads to the end of src; it reports whether the progress has changed.
func (r *reading) run(ctx context.Context) (bool, error) {
	limit := int(r.acceptor.Config().MaxRecordBytes)
	b := bufio.NewReaderSize(r.src, 64<<10)
	r.at = r.progress.Offset
	var line []byte
	length := int64(0) // of the line, kept or not
	for {
		part, err := b.ReadSlice('\n')
		length += int64(len(part))
		if len(line) <= limit+2 {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			return r.changed, errors.Join(err, r.flush(ctx))
		case err != nil && (!r.final || length == 0): // an unfinished line is read when it is finished
			err := r.flush(ctx)
			return r.changed, err
		}
		if err := r.add(ctx, line, limit); err != nil {
			return r.changed, err
		}
		r.at += length
		line, length = line[:0], 0
	}
}

// add puts a line into the batch, and flushes the batch before it when that is full.
func (r *reading) add(ctx context.Context, line []byte, limit int) error {
	line = bytes.TrimRight(line, "\r\n")
	if len(line) > limit {
		r.acceptor.Refuse(r.sender, ingest.ErrTooLarge)
		return nil
	}
	if len(line) == 0 {
		return nil
	}
	c := r.acceptor.Config()
	if len(r.batch.Records) >= c.BatchRecords || r.size > 0 && r.size+len(line) > int(c.BatchBytes) {
		if err := r.flush(ctx); err != nil {
			return err
		}
	}
	r.batch.Records = append(r.batch.Records, event.BatchRecord{Position: uint64(r.at), Data: bytes.Clone(line)})
	r.size += len(line)
	return nil
}

// flush makes the batch durable, however long it takes, and the progress behind it known.
func (r *reading) flush(ctx context.Context) error {
	for len(r.batch.Records) > 0 {
		r.batch.Stream = "file/" + r.key + "/" + strconv.Itoa(r.progress.Generation)
		err := r.acceptor.Accept(ctx, r.sender, &r.batch)
		if err == nil {
			break
		}
		wait, again := ingest.RetryAfter(err)
		if !again || errors.Is(err, ingest.ErrClosed) {
			return err
		}
		timer := time.NewTimer(min(wait, time.Second))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
	r.batch.Records, r.size = r.batch.Records[:0], 0
	if r.at != r.progress.Offset {
		r.progress.Offset = r.at
		r.offsets.files[r.key] = r.progress
		r.changed = true
		if time.Since(r.saved) > saveEvery { // within a long file
			r.save(ctx)
		}
	}
	return nil
}
