// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Truth says of one record of the intrusion what it is: a line of truth.ndjson.
type Truth struct {
	// Source is where the record comes from.
	Source Source `json:"source"`
	// Path is the file, below the folder of the export, and Record the record's
	// number among those of the file, as findings count: from 1, the first line
	// where a record has several.
	Path   string `json:"path"`
	Record int    `json:"record"`
	// Technique is that of ATT&CK, and Step the name of a [Step].
	Technique string `json:"technique"`
	Step      string `json:"step"`
	// Time is when it happened.
	Time time.Time `json:"time"`
}

// TruthFile is the name of the file with the [Truth] of all records of the
// intrusion, beside the folders of the sources.
const TruthFile = "truth.ndjson"

// delivery is how often CloudTrail delivers a file.
const delivery = 15 * time.Minute

// An Export writes records into files, as the sources' shippers do: one folder
// a source. It belongs to one goroutine.
type Export struct {
	dir   string
	files map[Source]*output
	truth *output
}

// NewExport returns an export into dir, which MUST NOT hold anything. It makes
// the folder where there is none.
func NewExport(dir string) (*Export, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the export: %w", err)
	}
	old, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the folder of the export: %w", err)
	}
	if len(old) > 0 {
		return nil, fmt.Errorf("%s: %w", dir, ErrNotEmpty)
	}
	truth, err := newOutput(dir, TruthFile)
	if err != nil {
		return nil, err
	}
	return &Export{dir: dir, files: make(map[Source]*output), truth: truth}, nil
}

// ErrNotEmpty is wrapped where the folder of an export holds something: name
// another folder, or empty this one.
var ErrNotEmpty = errors.New("the folder is not empty")

// Write writes a record. It is a sink of [Generate].
func (x *Export) Write(r *Record) error {
	o, err := x.file(r)
	if err != nil {
		return err
	}
	if r.Technique != "" {
		line, err := json.Marshal(Truth{r.Source, o.path, o.records + 1, r.Technique, r.Step, time.Unix(0, r.Time).UTC()})
		if err != nil {
			return fmt.Errorf("encode the truth: %w", err)
		}
		if err := x.truth.write(line, r.Time, "\n"); err != nil {
			return err
		}
	}
	if r.Source == CloudTrail {
		separator := ","
		if o.records == 0 {
			separator = `{"Records":[`
		}
		if _, err := o.buffer.WriteString(separator); err != nil {
			return fmt.Errorf("write %s: %w", o.name, err)
		}
		return o.write(r.Raw, r.Time, "")
	}
	return o.write(r.Raw, r.Time, "\n")
}

// Close ends all files.
func (x *Export) Close() error {
	err := x.truth.close()
	for _, o := range x.files {
		err = errors.Join(err, o.close())
	}
	return err
}

// file returns the file that the record goes to.
func (x *Export) file(r *Record) (*output, error) {
	name := fileName(r)
	o := x.files[r.Source]
	if o != nil && o.path == name {
		return o, nil
	}
	if o != nil {
		if err := o.close(); err != nil {
			return nil, err
		}
		delete(x.files, r.Source)
	}
	o, err := newOutput(x.dir, name)
	if err != nil {
		return nil, err
	}
	x.files[r.Source] = o
	return o, nil
}

// fileName is what the source's shipper calls the file.
func fileName(r *Record) string {
	t := time.Unix(0, r.Time).UTC()
	folder := string(r.Source) + "/"
	switch r.Source {
	case Okta:
		return folder + "system-log-" + t.Format("2006-01-02") + ".ndjson"
	case Windows:
		return folder + "winlogbeat-" + t.Format("20060102") + ".ndjson"
	case Syslog:
		return folder + "auth.log"
	case Audit:
		return folder + "audit.log"
	case Kubernetes:
		return folder + "kube-apiserver-audit.log"
	case CloudTrail:
		t = t.Truncate(delivery)
		return folder + "AWSLogs/" + account + "/CloudTrail/" + region + t.Format("/2006/01/02/") + account + "_CloudTrail_" + region + t.Format("_20060102T1504Z_") +
			delivered(t.Unix()) + ".json.gz"
	default:
		return folder + "access.log"
	}
}

// delivered makes the unique part of a delivered file's name.
func delivered(n int64) string { return upperHash("delivery "+strconv.FormatInt(n, 10), 16) }

// An output is a file that is being written.
type output struct {
	name    string // in the file system
	path    string // below the folder of the export
	file    *os.File
	zip     *gzip.Writer
	buffer  *bufio.Writer
	records int
	last    int64
}

func newOutput(dir, path string) (*output, error) {
	name := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of a source: %w", err)
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("write the export: %w", err)
	}
	o := &output{name: name, path: path, file: f}
	var w io.Writer = f
	if filepath.Ext(path) == ".gz" {
		o.zip = gzip.NewWriter(f)
		w = o.zip
	}
	o.buffer = bufio.NewWriterSize(w, 1<<18)
	return o, nil
}

// write writes the lines of one record.
func (o *output) write(raw []byte, at int64, end string) error {
	o.last = at
	o.records++
	for _, b := range raw {
		if b == '\n' {
			o.records++
		}
	}
	_, err1 := o.buffer.Write(raw)
	_, err2 := o.buffer.WriteString(end)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("write %s: %w", o.name, err)
	}
	return nil
}

// close ends the file, which is then as old as its last record.
func (o *output) close() error {
	var err error
	if o.zip != nil {
		_, err = o.buffer.WriteString("]}")
	}
	err = errors.Join(err, o.buffer.Flush())
	if o.zip != nil {
		err = errors.Join(err, o.zip.Close())
	}
	if err = errors.Join(err, o.file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", o.name, err)
	}
	last := time.Unix(0, o.last)
	if err := os.Chtimes(o.name, last, last); err != nil {
		return fmt.Errorf("date %s: %w", o.name, err)
	}
	return nil
}
