// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"bytes"
	"fmt"
	"strings"

	"gambeson/event"
	"gambeson/normalize"
)

// A Format reads syslog and journal records.
type Format struct {
	info     normalize.Info
	programs map[string]program
	shape    *event.Shape
	journal  *event.Shape
	slots    slots
	mappings [kinds]*normalize.Compiled

	sysmonNames map[string]event.Slot
}

// program is what is known of a program: the channel of its events and how its
// messages are read.
type program struct {
	channel string
	read    func(*message)
}

// New returns a format whose names are in f.
func New(f *event.Fields) *Format {
	x := &Format{info: info(), programs: programs(), slots: newSlots(f), shape: f.Shape(), sysmonNames: sysmonFields(f)}
	x.journal = f.Shape().
		Alias("_HOSTNAME", "hostname").
		Alias("SYSLOG_IDENTIFIER", "program").
		Alias("SYSLOG_PID", "pid").
		Alias("_PID", "pid").
		Alias("PRIORITY", "severity").
		Alias("SYSLOG_FACILITY", "facility")
	for k, m := range mappings() {
		x.mappings[k] = m.Compile(f)
	}
	return x
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "linux", Title: "Linux syslog and journal", Vendor: "Linux", Product: "syslog",
		Shapes: []string{
			"syslog lines, RFC 3164 or with RFC 3339 time stamps",
			"RFC 5424",
			"journalctl -o json",
			"Sysmon for Linux, in any of them",
		},
		Mappings: mappings(),
		Sources: []string{
			"RFC 3164, RFC 5424",
			"man pages sshd(8), sudo(8), su(1), cron(8), pam_unix(8), useradd(8), usermod(8), gpasswd(1), systemd(1), systemd.journal-fields(7)",
			"https://github.com/microsoft/SysmonForLinux",
		},
	}
}

// Claim implements [normalize.Format]: Sure where the record names a program of
// Linux that is known, Likely where it has a syslog header.
func (f *Format) Claim(e *event.Event) normalize.Confidence {
	if e.Root().Exists() {
		if isJournal(e.Root()) {
			return normalize.Sure
		}
		return normalize.No
	}
	h := parseHeader(e.Raw(), e.Observed)
	if !h.ok {
		return normalize.No
	}
	if _, known := f.programs[string(base(h.program))]; known {
		return normalize.Sure
	}
	if h.weak {
		return normalize.No
	}
	return normalize.Likely
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	if e.Root().Exists() {
		return f.readJournal(e)
	}
	h := parseHeader(e.Raw(), e.Observed)
	if !h.ok {
		return fmt.Errorf("%w: no syslog header", normalize.ErrMalformed)
	}
	e.Time = h.time
	e.Sensor = string(h.host)
	h.build(e)
	e.BindShape(f.shape)
	f.read(e, h.program, h.text)
	return nil
}

// build makes the native tree.
func (h *header) build(e *event.Event) {
	e.BeginObject(nil)
	if h.pri >= 0 {
		e.AddInt([]byte("facility"), int64(h.pri/8))
		e.AddInt([]byte("severity"), int64(h.pri%8))
	}
	for _, x := range [...]struct {
		name string
		text []byte
	}{{"timestamp", h.stamp}, {"hostname", h.host}, {"program", h.program}, {"pid", h.pid}, {"msgid", h.msgid}} {
		if len(x.text) > 0 {
			e.AddString([]byte(x.name), x.text)
		}
	}
	if len(h.structured) > 0 {
		addStructured(e, h.structured)
	}
	e.AddString([]byte("message"), h.text)
	e.End()
}

// isJournal reports whether n is an entry of the journal.
func isJournal(n event.Node) bool {
	return n.Child("__REALTIME_TIMESTAMP").Exists() && (n.Child("MESSAGE").Exists() || n.Child("__CURSOR").Exists())
}

func (f *Format) readJournal(e *event.Event) error {
	root := e.Root()
	ns, ok := normalize.ParseTime(root.Child("__REALTIME_TIMESTAMP").Text())
	if !ok {
		return fmt.Errorf("%w: no journal time", normalize.ErrMalformed)
	}
	e.Time = ns
	e.Sensor = string(root.Child("_HOSTNAME").Text())
	e.BindShape(f.journal)
	name := root.Child("SYSLOG_IDENTIFIER").Text()
	if len(name) == 0 {
		name = root.Child("_COMM").Text()
		e.SetString(f.slots.program, name)
	}
	text := root.Child("MESSAGE")
	if text.Kind() == event.List {
		text = e.SetString(f.slots.message, journalBytes(text))
	} else {
		e.Bind(f.slots.message, text)
	}
	f.read(e, name, text.Text())
	return nil
}

// journalBytes returns the bytes of a message that is not UTF-8, which the
// journal writes as a list of numbers.
func journalBytes(list event.Node) []byte {
	var out []byte
	for n := range list.Children() {
		if v, ok := n.Int(); ok {
			out = append(out, byte(v))
		}
	}
	return out
}

// read reads the message, once header and tree are there.
func (f *Format) read(e *event.Event, name, text []byte) {
	p, known := f.programs[string(base(name))]
	if known {
		e.Channel = p.channel
	} else if len(name) > 0 {
		e.Channel = strings.ToLower(string(name))
	} else {
		e.Channel = "syslog"
	}
	e.Provider = e.Channel
	m := message{f: f, e: e, text: text}
	m.read(p.read)
	if m.kind == kindLogin && !e.Has(f.slots.service) {
		m.e.SetString(f.slots.service, []byte(e.Channel))
	}
	e.Activity = m.activity
	f.mappings[m.kind].Apply(e)
	m.required()
}

// base is a program's name without its folder.
func base(name []byte) []byte {
	if len(name) > 0 && name[0] == '/' {
		return name[bytes.LastIndexByte(name, '/')+1:]
	}
	return name
}
