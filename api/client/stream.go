// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// maxEvent is the longest line of a stream.
const maxEvent = 16 << 20

// pages yields a list that is read part by part, from a cursor on.
func pages[T any](after string, read func(after string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			page, next, err := read(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, x := range page {
				if !yield(x, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			after = next
		}
	}
}

// stream yields the server-sent events of an answer, each as one object of its fields. It ends when the server ends it,
// or with the first error.
func stream[T any](ctx context.Context, c *Client, r request) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var x T
		answer, err := c.send(ctx, r, "text/event-stream")
		if err != nil {
			yield(x, err)
			return
		}
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		lines.Buffer(nil, maxEvent)
		fields := make(map[string]json.RawMessage)
		for lines.Scan() {
			if line := lines.Bytes(); len(line) > 0 {
				field(fields, line)
				continue
			}
			if _, ok := fields["data"]; !ok {
				clear(fields)
				continue
			}
			x, err := decode[T](fields)
			clear(fields)
			if !yield(x, err) || err != nil {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(x, fmt.Errorf("read the stream: %w", err))
		}
	}
}

// field adds a line of an event. The API writes its data on one line, as JSON.
func field(fields map[string]json.RawMessage, line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "data":
		fields["data"] = bytes.Clone(value)
	case "id", "event":
		if text, err := json.Marshal(string(value)); err == nil { // text always has a form
			fields[string(name)] = text
		}
	}
}

func decode[T any](fields map[string]json.RawMessage) (T, error) {
	var x T
	text, err := json.Marshal(fields)
	if err == nil {
		err = json.Unmarshal(text, &x)
	}
	if err != nil {
		return x, fmt.Errorf("%w: %w", errAnswer, err)
	}
	return x, nil
}
