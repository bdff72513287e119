// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"
	"strconv"

	"gambeson/event"
)

// mainPath returns the PATH record of the file that the event is about: what is
// created, else what is deleted, else what is opened; never the folder.
func (r *reading) mainPath() *pathRecord {
	for _, want := range [...]string{"CREATE", "DELETE", "NORMAL", "UNKNOWN"} {
		if p := r.pathOf(want); p != nil {
			return p
		}
	}
	return nil
}

func (r *reading) pathOf(nametype string) *pathRecord {
	for i := range r.npaths {
		p := &r.paths[i]
		if string(p.nametype.Text()) == nametype && isName(p.name.Text()) {
			return p
		}
	}
	return nil
}

func isName(b []byte) bool { return len(b) > 0 && string(b) != "(null)" }

// file binds the file that the event is about; of a renaming the old name, and
// the new one as its result.
func (f *Format) file(e *event.Event, r *reading, c call) {
	main := r.mainPath()
	if r.activity == openFile && string(main.nametype.Text()) == "CREATE" {
		r.activity = create
	} else if r.activity == openFile && r.writes(c) {
		r.activity = update
	}
	var scratch [512]byte
	if old := r.pathOf("DELETE"); r.activity == rename && old != nil {
		e.SetString(f.slots.result, absolute(scratch[:0], r.cwd.Text(), main.name.Text()))
		e.SetInt(f.slots.resultType, fileType(main.mode))
		f.changed(e, r, main)
		main = old
	} else if r.activity == create || r.activity == update {
		f.changed(e, r, main)
	}
	e.SetString(f.slots.path, absolute(scratch[:0], r.cwd.Text(), main.name.Text()))
	e.SetInt(f.slots.fileType, fileType(main.mode))
}

func (f *Format) changed(e *event.Event, r *reading, p *pathRecord) {
	var scratch [512]byte
	e.SetString(f.slots.target, absolute(scratch[:0], r.cwd.Text(), p.name.Text()))
}

// absolute returns name, behind cwd where it is relative.
func absolute(out, cwd, name []byte) []byte {
	if len(name) > 0 && name[0] == '/' || len(cwd) == 0 || cwd[0] != '/' {
		return name
	}
	out = append(append(out, bytes.TrimSuffix(cwd, []byte("/"))...), '/')
	return append(out, bytes.TrimPrefix(name, []byte("./"))...)
}

// fileType returns the type_id of OCSF for the mode of a PATH record.
func fileType(mode event.Node) int64 {
	n, err := strconv.ParseUint(string(mode.Text()), 8, 32)
	if err != nil {
		return 0
	}
	switch n & 0o170000 {
	case 0o100000:
		return 1 // regular file
	case 0o040000:
		return 2 // folder
	case 0o020000:
		return 3 // character device
	case 0o060000:
		return 4 // block device
	case 0o140000:
		return 5 // local socket
	case 0o010000:
		return 6 // named pipe
	case 0o120000:
		return 7 // symbolic link
	default:
		return 0
	}
}
