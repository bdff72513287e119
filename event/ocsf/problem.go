// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Limits of Validate and Lint.
const (
	// MaxDepth is the number of objects and lists inside one another that are followed.
	MaxDepth = 64
	// MaxProblems is the number of problems after which an event is no longer looked at.
	MaxProblems = 200
)

// A Problem is one way in which an event does not keep to the schema.
type Problem struct {
	// Path is where it is, with list indexes: "observables[1].type_id". Empty is the event itself.
	Path string
	Code Code
	// Message says what is wrong, for people. It quotes the event's own text only through %q, and shortened.
	Message string
}

// String returns path, code and message on one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s", cmp.Or(p.Path, "event"), p.Code, p.Message)
}

// A Code is a kind of problem.
type Code string

// What Validate finds: the schema forbids it.
const (
	// CodeJSON: the text is not one JSON object.
	CodeJSON Code = "json"
	// CodeClass: no class has the event's class_uid.
	CodeClass Code = "class_unknown"
	// CodeAttribute: the class or object has no such attribute.
	CodeAttribute Code = "attribute_unknown"
	// CodeProfile: the attribute belongs to profiles of which metadata.profiles names none.
	CodeProfile Code = "profile_missing"
	// CodeProfileName: metadata.profiles names a profile that does not exist.
	CodeProfileName Code = "profile_unknown"
	// CodeType: the value has the wrong JSON type, an item of a list included.
	CodeType Code = "type"
	// CodeArray: a list stands where one value belongs, or the reverse.
	CodeArray Code = "array"
	// CodeRequired: a required attribute is absent or null.
	CodeRequired Code = "required"
	// CodeEnum: the value is not one of the enumeration, or category_uid is not the class's.
	CodeEnum Code = "enum"
	// CodeTypeUID: type_uid is not class_uid times 100 plus activity_id.
	CodeTypeUID Code = "type_uid"
	// CodeConstraint: of a set of attributes none, or more than just one, is present.
	CodeConstraint Code = "constraint"
	// CodeFormat: the text does not have the form of its type (an address, a time).
	CodeFormat Code = "format"
	// CodeRange: the number lies outside its type, or the text is longer than its type.
	CodeRange Code = "range"
	// CodeObservable: an observable's name is not an attribute of the event's class and profiles.
	CodeObservable Code = "observable"
	// CodeVersion: metadata.version is no version, or newer than this schema; from Lint also: older.
	CodeVersion Code = "version"
	// CodeDepth: the event is nested deeper than MaxDepth.
	CodeDepth Code = "depth"
)

// What Lint finds besides: the schema allows it, and advises against it.
const (
	// CodeSibling: the text beside an enumeration is not the value's caption, or is absent where the value is 99 (Other).
	CodeSibling Code = "sibling"
	// CodeDeprecated: the class, object, attribute or value is deprecated.
	CodeDeprecated Code = "deprecated"
)

// A step is one place in an event; its path is spelled only where there is a problem.
type step struct {
	parent *step
	name   string
	item   bool // an item of a list: index counts, name does not
	index  int
}

func (s *step) String() string {
	if s == nil {
		return ""
	}
	parent := s.parent.String()
	switch {
	case s.item:
		return parent + "[" + strconv.Itoa(s.index) + "]"
	case parent == "":
		return plain(s.name)
	default:
		return parent + "." + plain(s.name)
	}
}

// plain quotes a name that is not of letters, digits and underscores, since a foreign name may hold anything.
func plain(name string) string {
	for _, c := range []byte(name) {
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return strconv.Quote(short(name))
		}
	}
	return short(name)
}

// short cuts what an event says to what a message can bear.
func short(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
