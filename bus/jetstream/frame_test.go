// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
)

func TestFrame(t *testing.T) {
	want := []bus.Message{
		{Position: 7, ID: id(1), Body: []byte{}},
		{Position: 8, Body: []byte("a")},
		{Position: 9, ID: id(2), Body: bytes.Repeat([]byte("b"), 300)},
	}
	h := header{first: 7, uptime: time.Hour, time: time.Unix(1, 2)}
	frame := newFrame(nil)
	for i := range want {
		want[i].Time = h.time
		frame = appendMessage(frame, want[i].ID, want[i].Body)
	}
	putHeader(frame, h)
	var got []bus.Message
	read, err := messages(frame, func(m bus.Message) bool { got = append(got, m); return true })
	if err != nil || read != h {
		t.Errorf("header %+v, %v; want %+v", read, err, h)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// FuzzFrame reads any bytes as a frame: it ends, stays inside, and what it accepts is written the same again.
func FuzzFrame(f *testing.F) {
	frame := appendMessage(appendMessage(newFrame(nil), id(1), []byte("one")), bus.ID{}, nil)
	putHeader(frame, header{first: 1, time: time.Unix(3, 4)})
	f.Add(frame)
	f.Add(frame[:len(frame)-1])
	f.Add([]byte{frameVersion})
	f.Add(append(bytes.Clone(frame), bytes.Repeat([]byte{0xff}, 30)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		again := newFrame(nil)
		h, err := messages(data, func(m bus.Message) bool {
			again = appendMessage(again, m.ID, m.Body)
			return true
		})
		if err != nil {
			return
		}
		putHeader(again, h)
		if len(again) > len(data) || len(again) == len(data) && !bytes.Equal(again[:17], data[:17]) {
			t.Errorf("%x is written again as %x", data, again)
		}
	})
}

// FuzzIDs reads any bytes as saved ids, with a checksum that is right.
func FuzzIDs(f *testing.F) {
	f.Add([]byte(idsMagic))
	f.Add(append([]byte(idsMagic), make([]byte, idsHeader-4+2*idsEntry)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
		saved, err := parseIDs(data)
		if err != nil {
			return
		}
		ids := bus.NewDedup(bus.Window, 1<<20)
		saved.addTo(ids)
		if ids.Len() > (len(data)-idsHeader)/idsEntry {
			t.Errorf("%d ids in %d bytes", ids.Len(), len(data))
		}
	})
}
