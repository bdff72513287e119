// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gambeson/bus"
)

// The ids of a shard up to some group, so that a start need not read the whole window back, and trimming need not leave the
// window where it is. In ids/<stream>-<shard>, numbers big endian:
//
//	magic    4 bytes, "GID1"
//	epoch    16 bytes
//	sequence 8 bytes, of the last group
//	last     8 bytes, its last position
//	entries  id 16 bytes, position 8 bytes, uptime 8 bytes; oldest first
//	check    4 bytes, CRC-32C of all before
const (
	idsMagic  = "GID1"
	idsHeader = 4 + 16 + 8 + 8
	idsEntry  = 16 + 8 + 8
	idsCheck  = 4
	// idsEvery is how many bytes are written to a shard before its ids are saved: as many are read back at a start.
	idsEvery = 512 << 20
)

var errIDs = errors.New("malformed file of ids")

func (s *shard) idsPath() string { return filepath.Join(s.log.dir, "ids", s.name) }

// saveIDs makes durable which ids the shard knows. What is written meanwhile is not among them.
func (s *shard) saveIDs() error {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	if s.lastSeq == s.savedSeq || s.epoch == "" {
		s.mu.Unlock()
		return nil
	}
	s.ids.Room(s.uptime(), 0)
	data := make([]byte, 0, idsHeader+s.ids.Len()*idsEntry+idsCheck)
	data = append(data, idsMagic...)
	data, err := hex.AppendDecode(data, []byte(s.epoch))
	data = binary.BigEndian.AppendUint64(data, s.lastSeq)
	data = binary.BigEndian.AppendUint64(data, uint64(s.last))
	for e := range s.ids.All() {
		data = append(data, e.ID[:]...)
		data = binary.BigEndian.AppendUint64(data, uint64(e.Position))
		data = binary.BigEndian.AppendUint64(data, uint64(e.At))
	}
	seq := s.lastSeq
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("save ids of %s: epoch: %w", s.id, err)
	}
	data = binary.BigEndian.AppendUint32(data, crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
	if err := replaceFile(s.idsPath(), data); err != nil {
		return fmt.Errorf("save ids of %s: %w", s.id, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.savedSeq, s.unsaved = seq, 0
	return nil
}

// savedIDs is a file of ids.
type savedIDs struct {
	epoch   string
	seq     uint64
	last    bus.Position
	entries []byte
}

// loadIDs reads what saveIDs wrote in the shard's epoch. It returns nil where there is nothing of use: the frames of the
// window have to be read then. A file that is ahead of the shard knows of groups that are lost.
func (s *shard) loadIDs(epoch string, lastSeq uint64) (*savedIDs, error) {
	data, err := os.ReadFile(s.idsPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var saved savedIDs
	if err == nil {
		saved, err = parseIDs(data)
	}
	if err != nil {
		s.log.deps.Log.Warn("saved ids cannot be used", "shard", s.id.String(), "error", err)
		return nil, nil
	}
	if saved.epoch != epoch {
		return nil, nil
	}
	if saved.seq > lastSeq {
		return nil, fmt.Errorf("%w: %s had %d groups, and has %d", bus.ErrDamaged, s.id, saved.seq, lastSeq)
	}
	return &saved, nil
}

func parseIDs(data []byte) (savedIDs, error) {
	body := len(data) - idsCheck
	if body < idsHeader || (body-idsHeader)%idsEntry != 0 || !bytes.HasPrefix(data, []byte(idsMagic)) {
		return savedIDs{}, fmt.Errorf("%w: %d bytes", errIDs, len(data))
	}
	if crc32.Checksum(data[:body], crc32.MakeTable(crc32.Castagnoli)) != binary.BigEndian.Uint32(data[body:]) {
		return savedIDs{}, fmt.Errorf("%w: checksum", errIDs)
	}
	return savedIDs{
		epoch:   hex.EncodeToString(data[4:20]),
		seq:     binary.BigEndian.Uint64(data[20:]),
		last:    bus.Position(binary.BigEndian.Uint64(data[28:])),
		entries: data[idsHeader:body],
	}, nil
}

// addTo remembers the saved ids.
func (saved savedIDs) addTo(ids *bus.Dedup) {
	for e := saved.entries; len(e) > 0; e = e[idsEntry:] {
		ids.Add(bus.ID(e[:16]), bus.Position(binary.BigEndian.Uint64(e[16:])), time.Duration(binary.BigEndian.Uint64(e[24:])))
	}
}

// replaceFile makes a file with a content durable; after a crash there is the old one or the new.
func replaceFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return errors.Join(err, os.Remove(path+".new"))
	}
	if err := syncFile(path + ".new"); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	if !syncDirs {
		return nil
	}
	return errors.Join(syncFile(filepath.Dir(path)), syncFile(filepath.Dir(filepath.Dir(path))))
}
