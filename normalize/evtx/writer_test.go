// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"unicode/utf16"
)

// The writer below makes small EVTX files, so that the tests need no log of
// anybody's. A document is written as data: el, string (text), sub, opt, use.

// el is an element. Its content is string, sub, opt, el, use or raw.
type el struct {
	name    string
	attrs   []at
	dep     int // index of the value that it depends on, plus one
	content []any
}

// at is an attribute; its value is string, sub or opt.
type at struct {
	name  string
	value any
}

type (
	sub int    // normal substitution
	opt int    // optional substitution
	raw []byte // bytes as they are
	// bare is the name of an empty element without a dependency id; only as
	// the document of a value.
	bare string
)

// tmpl is a template; use is an instance of it.
type tmpl struct{ root any }

type use struct {
	t    *tmpl
	vals []val
}

// val is a value: bytes, or a document for type BinXml.
type val struct {
	typ  valueType
	data []byte
	doc  any
}

func u16(v uint16) []byte { return binary.LittleEndian.AppendUint16(nil, v) }
func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }
func u64(v uint64) []byte { return binary.LittleEndian.AppendUint64(nil, v) }

// wide returns s in UTF-16LE.
func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, u16(u)...)
	}
	return b
}

func str(s string) val { return val{typ: typeString, data: wide(s)} }

// chunkWriter writes one chunk.
type chunkWriter struct {
	b         []byte
	names     map[string]int
	templates map[*tmpl]int
}

func newChunk() *chunkWriter {
	return &chunkWriter{make([]byte, chunkHeaderSize), make(map[string]int), make(map[*tmpl]int)}
}

// record adds a record with the document doc.
func (w *chunkWriter) record(id uint64, doc any) *chunkWriter {
	start := len(w.b)
	w.add([]byte(recordMagic), u32(0), u64(id), u64(testTime), raw{tokenFragment, 1, 1, 0})
	w.part(doc)
	w.add(raw{tokenEOF})
	for (len(w.b)-start)%8 != 4 {
		w.add(raw{0})
	}
	size := u32(uint32(len(w.b) - start + 4))
	copy(w.b[start+4:], size)
	w.add(size)
	return w
}

// bytes returns the finished chunk.
func (w *chunkWriter) bytes() []byte {
	b := append(slices.Clone(w.b), make([]byte, chunkSize-len(w.b))...)
	copy(b, chunkMagic)
	copy(b[40:], u32(128))
	copy(b[48:], u32(uint32(len(w.b))))
	sumChunk(b)
	return b
}

// sumChunk writes the checksums of the chunk b.
func sumChunk(b []byte) {
	copy(b[52:], u32(crc32.ChecksumIEEE(b[chunkHeaderSize:binary.LittleEndian.Uint32(b[48:])])))
	copy(b[124:], u32(crc32.Update(crc32.ChecksumIEEE(b[:120]), crc32.IEEETable, b[128:chunkHeaderSize])))
}

// file returns a file of the chunks.
func file(chunks ...[]byte) []byte {
	b := make([]byte, headerSize)
	copy(b, fileMagic)
	copy(b[32:], u32(128))
	copy(b[36:], []byte{1, 0, 3, 0, 0, 16})
	copy(b[42:], u16(uint16(len(chunks))))
	sumFile(b)
	return slices.Concat(b, slices.Concat(chunks...))
}

// sumFile writes the checksum of the file header b.
func sumFile(b []byte) { copy(b[124:], u32(crc32.ChecksumIEEE(b[:120]))) }

func (w *chunkWriter) add(parts ...[]byte) {
	for _, p := range parts {
		w.b = append(w.b, p...)
	}
}

// sized calls body and writes its size in front.
func (w *chunkWriter) sized(body func()) {
	pos := len(w.b)
	w.add(u32(0))
	body()
	copy(w.b[pos:], u32(uint32(len(w.b)-pos-4)))
}

// name writes a reference to a name, and the name where it is the first.
func (w *chunkWriter) name(s string) {
	if off, ok := w.names[s]; ok {
		w.add(u32(uint32(off)))
		return
	}
	off := len(w.b) + 4
	w.names[s] = off
	w.add(u32(uint32(off)), u32(0), u16(0), u16(uint16(len(wide(s))/2)), wide(s), u16(0))
}

func (w *chunkWriter) part(p any) {
	switch p := p.(type) {
	case string:
		w.add(raw{tokenValue, byte(typeString)}, u16(uint16(len(wide(p))/2)), wide(p))
	case sub:
		w.add(raw{tokenNormal}, u16(uint16(p)), raw{1})
	case opt:
		w.add(raw{tokenOptional}, u16(uint16(p)), raw{1})
	case raw:
		w.add(p)
	case el:
		w.element(p)
	case use:
		w.use(p)
	}
}

func (w *chunkWriter) element(e el) {
	if len(e.attrs) > 0 {
		w.add(raw{tokenElement | tokenMore})
	} else {
		w.add(raw{tokenElement})
	}
	w.add(u16(uint16(e.dep - 1)))
	w.sized(func() {
		w.name(e.name)
		if len(e.attrs) > 0 {
			w.sized(func() { w.attributes(e.attrs) })
		}
		if len(e.content) == 0 {
			w.add(raw{tokenCloseEmpty})
			return
		}
		w.add(raw{tokenCloseStart})
		for _, p := range e.content {
			w.part(p)
		}
		w.add(raw{tokenEndElement})
	})
}

func (w *chunkWriter) attributes(attrs []at) {
	for i, a := range attrs {
		if i < len(attrs)-1 {
			w.add(raw{tokenAttribute | tokenMore})
		} else {
			w.add(raw{tokenAttribute})
		}
		w.name(a.name)
		w.part(a.value)
	}
}

func (w *chunkWriter) use(u use) {
	w.add(raw{tokenInstance, 1}, u32(7))
	if off, ok := w.templates[u.t]; ok {
		w.add(u32(uint32(off)))
	} else {
		off := len(w.b) + 4
		w.templates[u.t] = off
		w.add(u32(uint32(off)), u32(0), make([]byte, 16))
		w.sized(func() {
			w.add(raw{tokenFragment, 1, 1, 0})
			w.part(u.t.root)
			w.add(raw{tokenEOF})
		})
	}
	w.add(u32(uint32(len(u.vals))))
	desc := len(w.b)
	w.add(make([]byte, 4*len(u.vals)))
	for i, v := range u.vals {
		pos := len(w.b)
		if name, ok := v.doc.(bare); ok {
			w.add(raw{tokenElement})
			w.sized(func() { w.name(string(name)); w.add(raw{tokenCloseEmpty}) })
		} else if v.doc != nil {
			w.add(raw{tokenFragment, 1, 1, 0})
			w.part(v.doc)
			w.add(raw{tokenEOF})
		}
		w.add(v.data)
		copy(w.b[desc+4*i:], u16(uint16(len(w.b)-pos)))
		w.b[desc+4*i+2] = byte(v.typ)
	}
}
