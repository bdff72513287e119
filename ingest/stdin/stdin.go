// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"gambeson/ingest"
)

// Read makes every line of in durable, as records of s. Cancelling ctx stops it at the next line.
func Read(ctx context.Context, in io.Reader, a *ingest.Acceptor, s ingest.Sender) error {
	c := a.Collect(s, "stdin/"+a.Life())
	ctx, cancel := context.WithCancel(ctx)
	written := make(chan error, 1)
	go func() {
		defer cancel() // nobody would take what is read
		written <- c.Run(ctx)
	}()
	err := lines(ctx, in, a, s, c)
	if err == nil {
		c.Close() // Run writes what there is
	} else {
		cancel()
	}
	if werr := <-written; werr != nil && !(err != nil && errors.Is(werr, context.Canceled)) {
		err = werr
	}
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	return nil
}

// lines hands lines to the collector.
func lines(ctx context.Context, in io.Reader, a *ingest.Acceptor, s ingest.Sender, c *ingest.Collector) error {
	limit := int(a.Config().MaxRecordBytes)
	r := bufio.NewReaderSize(in, 64<<10)
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line) <= limit+2 {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return err
		}
		switch m := bytes.TrimRight(line, "\r\n"); {
		case len(m) > limit:
			a.Refuse(s, ingest.ErrTooLarge)
		case len(m) > 0:
			if err := c.Add(ctx, m); err != nil {
				return err
			}
		}
		line = line[:0]
		if end {
			return nil
		}
	}
}
