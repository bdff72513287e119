// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalizetest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// transport is what a syslog relay puts before a line: the priority, and the
// header of RFC 3164. It speaks of the way, not of the event.
var transport = regexp.MustCompile(`^(?:<\d{1,3}>)?(?:1 )?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ )?`)

// lost returns the values of the record raw that the event out, written as
// OCSF, does not have. Values are the scalars of a record that is JSON, with
// what they say word by word, and the words of a text. Where stands in the
// event what a word became does not matter; a word may be there without the
// escapes or the hexadecimal form that it had. The words of syntax are the
// format's own, and no values.
func lost(raw, out []byte, syntax []string) []string {
	var event any
	if err := unmarshal(out, &event); err != nil {
		return []string{err.Error()}
	}
	kept := strings.Join(scalars(event, nil), "\n")
	texts := []string{strings.ReplaceAll(transport.ReplaceAllString(string(raw), ""), "#011", "\t")} // rsyslog's tabs
	var record any
	if unmarshal(raw, &record) == nil {
		texts = scalars(record, nil)
	}
	var missing []string
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(text, between) {
			if !strings.Contains(kept, word) && !hexIn(kept, word) && !slices.Contains(syntax, word) {
				missing = append(missing, word)
			}
		}
	}
	return missing
}

// between reports whether r stands between words.
func between(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// hexIn reports whether word is the hexadecimal form of something in kept.
func hexIn(kept, word string) bool {
	b, err := hex.DecodeString(word)
	if err != nil || len(b) < 2 {
		return false
	}
	for part := range strings.FieldsFuncSeq(string(b), unicode.IsControl) {
		if !strings.Contains(kept, part) {
			return false
		}
	}
	return true
}

func unmarshal(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(v)
}

// scalars appends the texts of all scalars of v, and the names of its members.
func scalars(v any, out []string) []string {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			out = scalars(x, append(out, k))
		}
	case []any:
		for _, x := range v {
			out = scalars(x, out)
		}
	case string:
		out = append(out, v)
	case json.Number:
		out = append(out, v.String())
	case bool:
		out = append(out, map[bool]string{true: "true", false: "false"}[v])
	}
	return out
}
