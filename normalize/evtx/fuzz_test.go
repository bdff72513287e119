// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"gambeson/event"
)

// samples returns a maker of documents as Windows writes them, with values of
// many types. They are instances of the same templates.
func samples() func(id uint32) use {
	inner := &tmpl{el{name: "EventData", content: []any{
		named("SubjectUserSid", sub(0)), named("SubjectUserName", sub(1)), named("SubjectLogonId", sub(2)),
		named("NewProcessName", sub(3)), named("CommandLine", sub(4)), named("ProcessId", sub(5)),
		named("ProcessGuid", sub(6)), named("UtcTime", sub(7)), el{name: "Data", content: []any{sub(8)}},
	}}}
	system := el{name: "System", content: []any{
		el{name: "Provider", attrs: []at{{"Name", "Microsoft-Windows-Security-Auditing"}, {"Guid", opt(0)}}},
		el{name: "EventID", dep: 2, attrs: []at{{"Qualifiers", opt(2)}}, content: []any{opt(1)}},
		el{name: "TimeCreated", attrs: []at{{"SystemTime", opt(3)}}},
		el{name: "Correlation", attrs: []at{{"ActivityID", opt(2)}}},
		el{name: "Channel", content: []any{"Security"}},
		el{name: "Computer", content: []any{"host.example"}},
	}}
	outer := &tmpl{el{name: "Event", attrs: []at{{"xmlns", "http://schemas.microsoft.com/win/2004/08/events/event"}},
		content: []any{system, sub(4)}}}
	return func(id uint32) use {
		return use{outer, []val{
			{typ: typeGUID, data: make([]byte, 16)}, {typ: typeUint16, data: u16(4688)}, {}, {typ: typeFileTime, data: u64(testTime)},
			{typ: typeBinXML, doc: use{inner, []val{
				{typ: typeSID, data: []byte{1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0}}, str("alice"), {typ: typeHex64, data: u64(0x3e7)},
				str(`C:\Windows\System32\cmd.exe`), str("cmd.exe /c whoami /all"), {typ: typeUint32, data: u32(id)},
				{typ: typeGUID, data: make([]byte, 16)}, str("2026-01-02 03:04:05.123"), {typ: typeArray | typeUint16, data: []byte{1, 0, 2, 0}},
			}}},
		}}
	}
}

// FuzzReader changes a small part of a file that is otherwise sound: at is
// where, patch what is written there. It must be read without panic, within
// the limits, and twice with the same result.
func FuzzReader(f *testing.F) {
	w, sample := newChunk(), samples()
	for id := range uint32(3) {
		w.record(uint64(id), sample(id))
	}
	good := file(w.bytes())
	end := headerSize + len(w.b)
	f.Add(uint32(0), []byte(fileMagic), uint32(0))
	f.Add(uint32(headerSize+48), u32(chunkSize), uint32(0))
	for at := headerSize + chunkHeaderSize; at < end; at += 97 {
		f.Add(uint32(at), []byte{0x0c}, uint32(0))
	}
	f.Add(uint32(headerSize+chunkHeaderSize+recordHeaderSize+10), u32(chunkHeaderSize), uint32(end-10))
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, cut uint32) {
		b := bytes.Clone(good)
		if int(at) < len(b) {
			copy(b[at:], patch)
		}
		if cut > 0 && int(cut) < len(b) {
			b = b[:cut]
		}
		first, second := drain(t, b), drain(t, b)
		if !bytes.Equal(first, second) {
			t.Errorf("read twice:\n%s\n%s", first, second)
		}
	})
}

// FuzzDocument reads a record whose document is doc.
func FuzzDocument(f *testing.F) {
	w := newChunk().record(1, samples()(1))
	f.Add(bytes.Clone(w.b[chunkHeaderSize+recordHeaderSize : len(w.b)-4]))
	f.Add([]byte{tokenFragment, 1, 1, 0, tokenEOF})
	f.Add([]byte{tokenFragment, 1, 1, 0, tokenInstance, 1, 0, 0, 0, 0, 0x18, 2, 0, 0, 1, 0, 0, 0, 0, 0, byte(typeBinXML), 0})
	f.Fuzz(func(t *testing.T, doc []byte) {
		if len(doc) > chunkSize-2*chunkHeaderSize {
			return
		}
		drain(t, file(newChunk().record(1, raw(doc)).bytes()))
	})
}

// drain reads all of b and returns the trees and errors as text.
func drain(t *testing.T, b []byte) []byte {
	t.Helper()
	var out []byte
	r, err := New(bytes.NewReader(b))
	if err != nil {
		return append(out, err.Error()...)
	}
	e := event.New(event.NewFields())
	for range 10_000 {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			if d := (*DamageError)(nil); !errors.As(err, &d) {
				t.Fatal(err)
			}
			out = append(out, err.Error()...)
			continue
		}
		e.Reset(rec.Data)
		if err := r.Decode(e, rec); err != nil {
			if !errors.Is(err, ErrRecord) {
				t.Fatal(err)
			}
			out = append(out, err.Error()...)
			continue
		}
		out = e.Root().AppendJSON(out)
	}
	t.Fatal("no end")
	return nil
}
