// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

const (
	chunkMagic       = "ElfChnk\x00"
	chunkSize        = 64 << 10
	chunkHeaderSize  = 512
	recordMagic      = "**\x00\x00"
	recordHeaderSize = 24
	minRecordSize    = recordHeaderSize + 4
)

// chunk is the chunk that is read: records may refer to any place in it.
type chunk struct {
	data   []byte // chunkSize long
	offset int64  // in the file
	pos    int    // of the next record
	free   int    // where the header says that the records end
	lastID uint64 // of the record before pos
	stale  bool   // the header may be older than the records
	work   int    // what may still be done for records, see decoder

	templates map[uint32]template
	prog      program // of all templates
}

// template is a template definition in prog.
type template struct {
	from, to uint32
	err      error
}

func (c *chunk) init() {
	c.data = make([]byte, chunkSize)
	c.templates = make(map[uint32]template)
	c.pos, c.free = chunkSize, chunkSize
}

// open makes c ready to read the records in c.data. stale says that the
// header need not agree with them.
func (c *chunk) open(offset int64, stale bool) error {
	clear(c.templates)
	c.prog.reset()
	c.offset, c.pos, c.free, c.lastID = offset, chunkHeaderSize, chunkSize, 0
	c.stale, c.work = stale, maxChunkWork
	d := c.data
	if string(d[:8]) != chunkMagic {
		c.stale = true
		return ErrChunk
	}
	free := binary.LittleEndian.Uint32(d[48:])
	if free < chunkHeaderSize || free > chunkSize {
		c.stale = true
		return ErrChunk
	}
	c.free = int(free)
	if stale {
		return nil
	}
	head := crc32.Update(crc32.ChecksumIEEE(d[:120]), crc32.IEEETable, d[128:chunkHeaderSize])
	if head != binary.LittleEndian.Uint32(d[124:]) ||
		crc32.ChecksumIEEE(d[chunkHeaderSize:free]) != binary.LittleEndian.Uint32(d[52:]) {
		c.stale = true
		return ErrChecksum
	}
	return nil
}

// next returns the next record or, where bytes had to be passed over to find
// one or the end, where these begin; else bad is -1. Without either the chunk
// is done.
func (c *chunk) next() (rec Record, bad int, ok bool) {
	if c.pos < c.free {
		if n := frame(c.data[c.pos:]); n > 0 {
			return c.take(n), -1, true
		}
		if bad := c.skip(); bad >= 0 {
			return Record{}, bad, false
		}
	}
	// A record that was written after the header follows the last one.
	if c.stale && c.pos < chunkSize {
		n := frame(c.data[c.pos:])
		if n > 0 && binary.LittleEndian.Uint64(c.data[c.pos+8:]) == c.lastID+1 {
			return c.take(n), -1, true
		}
	}
	c.pos, c.free = chunkSize, chunkSize
	return Record{}, -1, false
}

// skip goes to the next good frame or to the end of the records, and returns
// where it started, or -1 if only unused space was left.
func (c *chunk) skip() int {
	start := c.pos
	if unused(c.data[start:c.free]) {
		c.pos = c.free
		return -1
	}
	for c.pos < c.free {
		i := bytes.Index(c.data[c.pos+1:c.free], []byte(recordMagic))
		if i < 0 {
			c.pos = c.free
			break
		}
		c.pos += 1 + i
		if frame(c.data[c.pos:]) > 0 {
			break
		}
	}
	return start
}

func (c *chunk) take(n int) Record {
	b := c.data[c.pos : c.pos+n : c.pos+n]
	rec := Record{
		ID:      binary.LittleEndian.Uint64(b[8:]),
		Written: unixNano(binary.LittleEndian.Uint64(b[16:])),
		Offset:  c.offset + int64(c.pos),
		Data:    b,
	}
	c.lastID = rec.ID
	c.pos += n
	return rec
}

// frame returns the size of the record at the start of b, or 0 if there is
// none: the size is in front and again at the end.
func frame(b []byte) int {
	if len(b) < minRecordSize || string(b[:4]) != recordMagic {
		return 0
	}
	n := binary.LittleEndian.Uint32(b[4:])
	if n < minRecordSize || uint64(n) > uint64(len(b)) || binary.LittleEndian.Uint32(b[n-4:]) != n {
		return 0
	}
	return int(n)
}
