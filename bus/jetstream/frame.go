// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"gambeson/bus"
)

// A frame is a group of messages as one JetStream message holds it:
//
//	version  1 byte, 1
//	first    8 bytes, the position of the first message; the others follow without gaps
//	uptime   8 bytes, how long the shard's log had been open, all its lives together, in nanoseconds
//	time     8 bytes, the clock of the machine, in nanoseconds since 1970
//	messages id (16 bytes), length of the body (uvarint), body
//
// Numbers are big endian.
const (
	frameVersion = 1
	frameHeader  = 1 + 8 + 8 + 8
	// frameExtra is how many bytes a message takes besides its body, at most.
	frameExtra = 16 + binary.MaxVarintLen64
)

var errFrame = errors.New("malformed frame")

// header is what stands before a frame's messages.
type header struct {
	first  bus.Position
	uptime time.Duration
	time   time.Time
}

// newFrame returns a frame without messages in a buffer, which may be nil. Its header is written last.
func newFrame(buffer []byte) []byte {
	if cap(buffer) < frameHeader {
		buffer = make([]byte, 4<<10)
	}
	return buffer[:frameHeader]
}

func putHeader(frame []byte, h header) {
	frame[0] = frameVersion
	binary.BigEndian.PutUint64(frame[1:], uint64(h.first))
	binary.BigEndian.PutUint64(frame[9:], uint64(h.uptime))
	binary.BigEndian.PutUint64(frame[17:], uint64(h.time.UnixNano()))
}

func appendMessage(frame []byte, id bus.ID, body []byte) []byte {
	frame = append(frame, id[:]...)
	frame = binary.AppendUvarint(frame, uint64(len(body)))
	return append(frame, body...)
}

// parseHeader reads the header and returns the messages behind it.
func parseHeader(frame []byte) (header, []byte, error) {
	if len(frame) < frameHeader || frame[0] != frameVersion {
		return header{}, nil, fmt.Errorf("%w: %d bytes", errFrame, len(frame))
	}
	return header{
		first:  bus.Position(binary.BigEndian.Uint64(frame[1:])),
		uptime: time.Duration(binary.BigEndian.Uint64(frame[9:])),
		time:   time.Unix(0, int64(binary.BigEndian.Uint64(frame[17:]))),
	}, frame[frameHeader:], nil
}

// nextMessage reads one message from the beginning of rest, and returns what follows. The body lies in rest.
func nextMessage(rest []byte) (id bus.ID, body, next []byte, err error) {
	if len(rest) < len(id)+1 {
		return id, nil, nil, fmt.Errorf("%w: %d bytes at its end", errFrame, len(rest))
	}
	copy(id[:], rest)
	rest = rest[len(id):]
	size, n := binary.Uvarint(rest)
	if n <= 0 || size > uint64(len(rest)-n) {
		return id, nil, nil, fmt.Errorf("%w: a message of %d bytes in %d", errFrame, size, len(rest))
	}
	end := n + int(size)
	return id, rest[n:end:end], rest[end:], nil
}

// messages calls yield for each message of a frame, in order, until it returns false.
func messages(frame []byte, yield func(bus.Message) bool) (header, error) {
	h, rest, err := parseHeader(frame)
	if err != nil {
		return h, err
	}
	for p := h.first; len(rest) > 0; p++ {
		m := bus.Message{Position: p, Time: h.time}
		if m.ID, m.Body, rest, err = nextMessage(rest); err != nil {
			return h, err
		}
		if !yield(m) {
			break
		}
	}
	return h, nil
}
