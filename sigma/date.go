// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import "time"

// datePart returns a part of the date in text, as it is written there: no time
// zone is converted. Text is a date in ISO 8601's order, with or without a
// time, or a Unix time in seconds, milliseconds, microseconds or nanoseconds,
// which is read as UTC.
func datePart(text []byte, part Part) (int64, bool) {
	t, ok := parseDate(text)
	if !ok {
		return 0, false
	}
	switch part {
	case Minute:
		return int64(t.Minute()), true
	case Hour:
		return int64(t.Hour()), true
	case Day:
		return int64(t.Day()), true
	case Week:
		_, w := t.ISOWeek()
		return int64(w), true
	case Month:
		return int64(t.Month()), true
	default:
		return int64(t.Year()), true
	}
}

func parseDate(text []byte) (time.Time, bool) {
	if len(text) >= 10 && (text[4] == '-' || text[4] == '/') && text[7] == text[4] {
		return parseCalendar(text)
	}
	n, ok := digits(text, 0, len(text))
	if !ok || len(text) > 19 {
		return time.Time{}, false
	}
	switch {
	case len(text) <= 11:
		return time.Unix(n, 0).UTC(), true
	case len(text) <= 14:
		return time.UnixMilli(n).UTC(), true
	case len(text) <= 17:
		return time.UnixMicro(n).UTC(), true
	default:
		return time.Unix(0, n).UTC(), true
	}
}

// parseCalendar reads 2006-01-02 and, behind a T or a blank, 15:04.
func parseCalendar(text []byte) (time.Time, bool) {
	y, ok1 := digits(text, 0, 4)
	m, ok2 := digits(text, 5, 7)
	d, ok3 := digits(text, 8, 10)
	if !ok1 || !ok2 || !ok3 || m < 1 || m > 12 || d < 1 || d > 31 {
		return time.Time{}, false
	}
	var hour, minute int64
	if len(text) >= 16 && (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && text[13] == ':' {
		h, ok4 := digits(text, 11, 13)
		n, ok5 := digits(text, 14, 16)
		if !ok4 || !ok5 || h > 23 || n > 59 {
			return time.Time{}, false
		}
		hour, minute = h, n
	}
	return time.Date(int(y), time.Month(m), int(d), int(hour), int(minute), 0, 0, time.UTC), true
}

func digits(text []byte, from, to int) (int64, bool) {
	if from >= to {
		return 0, false
	}
	var n int64
	for _, c := range text[from:to] {
		if c < '0' || c > '9' || n > (1<<63-1-9)/10 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
