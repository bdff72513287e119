// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// offsetsFile is the name of the file.
const offsetsFile = "followed-files.json"

// forgetAfter is when the offset of a file that nobody has seen is forgotten.
const forgetAfter = 30 * 24 * time.Hour

// offsets remembers how far files were read, in a file of its own. What is lost of it costs reading again: the log
// recognizes for a while what it has.
type offsets struct {
	path  string
	files map[string]progress
}

// progress is how far a file was read.
type progress struct {
	// Offset is where the next record begins.
	Offset int64 `json:"offset"`
	// Done is set where a compressed file was read to its end.
	Done bool `json:"done,omitempty"`
	// Generation counts how often the file was cut off.
	Generation int `json:"generation,omitempty"`
	// Seen is when the file was there last.
	Seen time.Time `json:"seen"`
}

func loadOffsets(path string) (*offsets, error) {
	o := &offsets{path: path, files: map[string]progress{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return o, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &o.files)
	}
	if err != nil {
		return nil, fmt.Errorf("read offsets of followed files: %w", err)
	}
	return o, nil
}

// save makes the offsets durable: the old ones or the new ones are there after any crash.
func (o *offsets) save(now time.Time) error {
	for name, p := range o.files {
		if now.Sub(p.Seen) > forgetAfter {
			delete(o.files, name)
		}
	}
	data, err := json.Marshal(o.files)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(o.path), ".offsets-*")
	if err != nil {
		return fmt.Errorf("save offsets of followed files: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), o.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("save offsets of followed files: %w", err), os.Remove(f.Name()))
	}
	return nil
}
