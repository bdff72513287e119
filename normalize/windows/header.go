// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"gambeson/event"
	"gambeson/normalize"
)

// setHeader reads what identifies the event. An event without an id is no
// Windows event.
func (x *Format) setHeader(e *event.Event, fm *form) error {
	id, ok := normalize.ParseInt(first(e, fm.eventID))
	if !ok || id < 0 || id > math.MaxUint32 {
		return fmt.Errorf("%w: event id %q", normalize.ErrMalformed, clip(first(e, fm.eventID)))
	}
	if id > math.MaxUint16 { // the upper half are the qualifiers of old providers
		id &= math.MaxUint16
		e.SetInt(x.at.eventID, id)
	}
	e.EventID = uint32(id)
	e.Channel = x.channel(first(e, fm.channel))
	e.Provider = x.texts.String(first(e, fm.provider))
	e.Sensor = x.texts.String(first(e, fm.computer))
	if e.Channel == "" {
		e.Channel = channelOf(e.Provider)
	}
	if e.Channel == "" && e.Has(x.at.processGUID) { // only Sysmon has it
		e.Channel = Sysmon
	}
	x.setLevel(e, first(e, fm.level))
	x.setTime(e, fm)
	return nil
}

// first returns the text of the first slot that has a scalar with one.
func first(e *event.Event, slots []event.Slot) []byte {
	for _, s := range slots {
		for v := e.Get(s); v.Exists(); v = v.Next() {
			if k := v.Kind(); (k == event.String || k == event.Number) && len(v.Text()) > 0 {
				return v.Text()
			}
		}
	}
	return nil
}

func clip(b []byte) []byte { return b[:min(len(b), 64)] }

// setLevel makes the words for the level that collectors write the number that
// Windows has for it, and the severity of both.
func (x *Format) setLevel(e *event.Event, text []byte) {
	level := int64(-1)
	switch n := len(text); {
	case n == 1 && '0' <= text[0] && text[0] <= '9':
		level = int64(text[0] - '0')
	case n > 1:
		level = levelOf(text)
	}
	if level < 0 {
		return
	}
	if !e.Has(x.at.level) {
		e.SetInt(x.at.level, level)
	}
	switch level {
	case 1:
		e.Severity = event.SeverityCritical
	case 2:
		e.Severity = event.SeverityMedium
	case 3:
		e.Severity = event.SeverityLow
	}
}

func levelOf(word []byte) int64 {
	for i, words := range [...][2]string{{"critical", "fatal"}, {"error", "err"}, {"warning", "warn"}, {"information", "info"}, {"verbose", "debug"}} {
		if strings.EqualFold(words[0], string(word)) || strings.EqualFold(words[1], string(word)) {
			return int64(i + 1)
		}
	}
	return -1
}

// setTime takes the first of the record's times that can be read.
func (x *Format) setTime(e *event.Event, fm *form) {
	for _, s := range fm.times {
		if ns, ok := normalize.ParseTime(e.Get(s).Text()); ok {
			e.Time = ns
			return
		}
	}
	for _, s := range fm.local {
		text := e.Get(s).Text()
		if ns, ok := normalize.ParseTime(text); ok {
			if len(text) <= len("2006-01-02 15:04:05.999999999") && !bytes.ContainsAny(text[min(len(text), 19):], "Z+-") {
				ns -= x.zone(e)
			}
			e.Time = ns
			return
		}
		if ns, ok := parseSnareTime(text); ok {
			e.Time = ns
			return
		}
	}
	if ns, ok := normalize.ParseTime(e.Get(x.at.timestamp).Text()); ok && len(fm.local) > 0 {
		e.Time = ns
	}
}

// zone returns how far the writer's clock is ahead of UTC, where the record
// shows it: NXLog stamps the receipt in local time, and what stands behind it
// (Logstash, as a rule) stamps @timestamp in UTC a moment later. Zones are
// quarters of an hour; what is no such quarter, give or take a minute, says
// nothing, and the local time is taken for UTC.
func (x *Format) zone(e *event.Event) int64 {
	const minute, quarter = int64(60e9), int64(900e9)
	local, ok := normalize.ParseTime(e.Get(x.at.received).Text())
	if !ok {
		return 0
	}
	utc, ok := normalize.ParseTime(e.Get(x.at.timestamp).Text())
	if !ok {
		return 0
	}
	off := local - utc
	near := (off + quarter/2) / quarter * quarter
	if off < -quarter/2 {
		near = (off - quarter/2) / quarter * quarter
	}
	if d := off - near; d > minute || d < -minute || near > 14*4*quarter || near < -12*4*quarter {
		return 0
	}
	return near
}
