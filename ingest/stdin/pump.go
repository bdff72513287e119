// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin

import (
	"bytes"
	"cmp"
	"context"
	"io"
)

// pumpStep is how much is read at once.
const pumpStep = 64 << 10

// chunk is what one read gave.
type chunk struct {
	data []byte
	err  error
}

// pump is a reader whose reads can be given up. One chunk at most is on its way.
type pump struct {
	ctx    context.Context //nolint:containedctx // an io.Reader is given none
	stop   <-chan struct{}
	chunks chan chunk
	rest   bytes.Reader
	err    error
}

// pumped returns what in holds: until stop is closed what was read by then, and its end; when ctx is cancelled, its error.
// What it starts ends with ctx, or with the read that is under way then.
func pumped(ctx context.Context, in io.Reader, stop <-chan struct{}) io.Reader {
	p := &pump{ctx: ctx, stop: stop, chunks: make(chan chunk)}
	go func() {
		for {
			buf := make([]byte, pumpStep)
			n, err := in.Read(buf)
			select {
			case p.chunks <- chunk{buf[:n], err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return p
}

// Read implements [io.Reader].
func (p *pump) Read(b []byte) (int, error) {
	for p.rest.Len() == 0 {
		if p.err != nil {
			return 0, p.err
		}
		select {
		case c := <-p.chunks:
			p.take(c)
		case <-p.stop:
			p.err = io.EOF
			select {
			case c := <-p.chunks: // it was read before
				p.take(c)
			default:
			}
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	return p.rest.Read(b)
}

func (p *pump) take(c chunk) {
	p.rest.Reset(c.data)
	p.err = cmp.Or(p.err, c.err)
}
