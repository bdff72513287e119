// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"encoding/json"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	integerForm  = regexp.MustCompile(`^-?[0-9]+$`)
	macForm      = regexp.MustCompile(`^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$`)
	uuidForm     = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	emailForm    = regexp.MustCompile(`^[^@]+@[^@]+$`)
	datetimeForm = regexp.MustCompile(
		`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$`)
	base64Form = regexp.MustCompile(`^([A-Za-z0-9+/]*={0,2}|[A-Za-z0-9_-]*={0,2})$`)
)

// scalar checks a value that is no object.
func (v *validator) scalar(a *Attribute, value any, at *step) {
	ok := false
	switch a.Type.Base() {
	case TypeBoolean:
		_, ok = value.(bool)
	case TypeFloat:
		ok = v.float(value, at)
	case TypeInteger, TypeLong:
		ok = v.integer(a, value, at)
	case TypeString:
		ok = v.text(a, value, at)
	}
	if !ok {
		v.report(at, CodeType, "want %s, got %s", a.Type, describe(value))
		return
	}
	if a.Enum != nil {
		v.enum(a, value, at)
	}
}

func (v *validator) enum(a *Attribute, value any, at *step) {
	id := enumID(value)
	known, ok := a.Enum.Value(id)
	if !ok {
		v.report(at, CodeEnum, "%s has no value %q", a.Name, short(id))
	}
	if known.Deprecated {
		v.advise(at, CodeDeprecated, "value %s (%s) is deprecated", id, known.Caption)
	}
}

// enumID returns a value as enumerations write it.
func enumID(value any) string {
	switch value := value.(type) {
	case json.Number:
		return value.String()
	case string:
		return value
	}
	return ""
}

func (v *validator) float(value any, at *step) bool {
	number, ok := value.(json.Number)
	if !ok {
		return false
	}
	if _, err := number.Float64(); err != nil {
		v.report(at, CodeRange, "%q is no double", short(number.String()))
	}
	return true
}

func (v *validator) integer(a *Attribute, value any, at *step) bool {
	number, ok := value.(json.Number)
	if !ok || !integerForm.MatchString(number.String()) {
		return false
	}
	limit := v.r.limits[a.Type]
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		v.report(at, CodeRange, "%q does not fit in 64 bits", short(number.String()))
	} else if limit.ranged && (n < limit.low || n > limit.high) {
		v.report(at, CodeRange, "%s goes from %d to %d, this is %d", a.Type, limit.low, limit.high, n)
	}
	return true
}

func (v *validator) text(a *Attribute, value any, at *step) bool {
	text, ok := value.(string)
	if !ok {
		return false
	}
	if most := v.r.limits[a.Type].maxLen; most > 0 && utf8.RuneCountInString(text) > most {
		v.report(at, CodeRange, "%s has at most %d characters, this has %d", a.Type, most, utf8.RuneCountInString(text))
	} else if !wellFormed(a.Type, text) {
		v.report(at, CodeFormat, "%q is no %s", short(text), a.Type)
	}
	return true
}

// wellFormed checks the form of the types that the schema gives one.
func wellFormed(t Type, text string) bool {
	switch t {
	case TypeIP:
		_, err := netip.ParseAddr(strings.TrimSpace(text))
		return err == nil
	case TypeSubnet:
		_, err := netip.ParsePrefix(strings.TrimSpace(text))
		return err == nil
	case TypeMAC:
		return macForm.MatchString(text)
	case TypeUUID:
		return uuidForm.MatchString(text)
	case TypeEmail:
		return emailForm.MatchString(text)
	case TypeDatetime:
		return datetimeForm.MatchString(text)
	case TypeByteString:
		return len(text)%4 == 0 && base64Form.MatchString(text)
	}
	return true
}

// integer returns a JSON integer's value.
func integer(value any) (int64, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	return n, err == nil
}

// describe is jsonType, with the number where a number has the wrong form.
func describe(value any) string {
	if number, ok := value.(json.Number); ok {
		return "the number " + short(number.String())
	}
	return jsonType(value)
}
