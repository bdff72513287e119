// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// errRegistry means that the program carries a registry that it cannot read.
var errRegistry = errors.New("malformed OCSF registry")

// A parser reads registry.tsv: a line is a kind and fields divided by tabs, empty fields at its end left out.
// Lines refer by place to enumerations (from 1) and attributes (from 0) above them.
type parser struct {
	*Registry
	types map[string]Type
	enums []*Enum
	attrs []*Attribute
	err   error
}

func parse(text string) (*Registry, error) {
	p := &parser{
		Registry: &Registry{captions: map[Category]string{}, byName: map[string]*ClassDef{}, objects: map[string]*ObjectDef{}},
		types:    map[string]Type{},
		enums:    []*Enum{nil},
	}
	for i, name := range typeNames() {
		p.types[name] = Type(i)
	}
	number := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		number++
		p.line(line)
		if p.err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", errRegistry, number, p.err)
		}
	}
	for _, a := range p.attrs {
		p.observe(a)
	}
	if p.err != nil {
		return nil, fmt.Errorf("%w: %w", errRegistry, p.err)
	}
	p.root = rootAttributes(p.classes)
	return p.Registry, nil
}

func (p *parser) line(line string) {
	kind, rest, _ := strings.Cut(line, "\t")
	f := &fields{rest: rest}
	switch kind {
	case "ocsf":
		p.version = f.next()
	case "type":
		p.readType(f)
	case "category":
		uid := Category(p.number(f.next()))
		f.next()
		p.captions[uid] = f.next()
	case "profile":
		p.profiles = append(p.profiles, f.next())
	case "enum":
		p.enums = append(p.enums, readEnum(rest))
	case "attr":
		p.readAttribute(f)
	case "class":
		p.readClass(f)
	case "object":
		p.readObject(f)
	default:
		p.fail("unknown kind %q", kind)
	}
}

func (p *parser) readType(f *fields) {
	t := p.typeOf(f.next())
	if base := p.typeOf(f.next()); t.Base() != base {
		p.fail("%s is based on %s, not %s", t, base, t.Base())
	}
	l := &p.limits[t]
	l.maxLen = p.number(f.next())
	low, high := f.next(), f.next()
	l.ranged = low != ""
	l.low, l.high = int64(p.number(low)), int64(p.number(high))
	l.observable = p.number(f.next())
}

func readEnum(rest string) *Enum {
	e := &Enum{values: make([]EnumValue, 0, strings.Count(rest, "\t")+1)}
	for pair := range strings.SplitSeq(rest, "\t") {
		id, caption, _ := strings.Cut(pair, "=")
		id, deprecated := strings.CutSuffix(id, "!")
		e.values = append(e.values, EnumValue{id, caption, deprecated})
	}
	return e
}

func (p *parser) readAttribute(f *fields) {
	a := &Attribute{Name: f.next()}
	kind, object, _ := strings.Cut(f.next(), " ")
	a.Type, a.Object, a.Array = p.typeOf(kind), object, f.next() != ""
	switch text := f.next(); text {
	case "optional":
	case "recommended":
		a.Requirement = Recommended
	case "required":
		a.Requirement = Required
	default:
		p.fail("unknown requirement %q", text)
	}
	if i := p.number(f.next()); i < len(p.enums) {
		a.Enum = p.enums[i]
	} else {
		p.fail("no enumeration %d", i)
	}
	a.Sibling = f.next()
	a.Observable = p.number(f.next())
	a.Deprecated = f.next()
	a.Profiles = strings.Fields(f.next())
	p.attrs = append(p.attrs, a)
}

func (p *parser) readClass(f *fields) {
	c := &ClassDef{UID: Class(p.number(f.next())), Name: f.next(), Caption: f.next(), Category: Category(p.number(f.next())),
		Extension: f.next(), Deprecated: f.next(), Profiles: strings.Fields(f.next())}
	c.CategoryCaption = p.captions[c.Category]
	c.Constraints = p.readConstraints(f.next())
	c.attrs = p.refs(f.next())
	p.classes = append(p.classes, c)
	p.byName[c.Name] = c
}

func (p *parser) readObject(f *fields) {
	o := &ObjectDef{Name: f.next(), Caption: f.next(), Observable: p.number(f.next()),
		Extension: f.next(), Deprecated: f.next(), Profiles: strings.Fields(f.next())}
	o.Constraints = p.readConstraints(f.next())
	o.attrs = p.refs(f.next())
	p.objects[o.Name] = o
}

func (p *parser) readConstraints(text string) []Constraint {
	var all []Constraint
	for part := range strings.FieldsSeq(text) {
		kind, paths, _ := strings.Cut(part, "=")
		if kind != "at_least_one" && kind != "just_one" {
			p.fail("unknown constraint %q", kind)
		}
		all = append(all, Constraint{kind == "just_one", strings.Split(paths, ",")})
	}
	return all
}

func (p *parser) refs(text string) []*Attribute {
	attrs := make([]*Attribute, 0, strings.Count(text, " ")+1)
	for ref := range strings.FieldsSeq(text) {
		i := p.number(ref)
		if i < 0 || i >= len(p.attrs) {
			p.fail("no attribute %d", i)
			return nil
		}
		attrs = append(attrs, p.attrs[i])
	}
	return slices.Clip(attrs)
}

// observe fills in the observable of an attribute's object or type, and checks that the object is there.
func (p *parser) observe(a *Attribute) {
	own := p.limits[a.Type].observable
	if a.Type == TypeObject {
		o := p.objects[a.Object]
		if o == nil {
			p.fail("no object %q", a.Object)
			return
		}
		own = o.Observable
	}
	if a.Observable == 0 {
		a.Observable = own
	}
}

func (p *parser) typeOf(name string) Type {
	t, ok := p.types[name]
	if !ok {
		p.fail("unknown type %q", name)
	}
	return t
}

// number reads a number; nothing is 0.
func (p *parser) number(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		p.fail("%w", err)
	}
	return n
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// fields gives a line's fields one by one, empty ones after its end.
type fields struct{ rest string }

func (f *fields) next() string {
	field, rest, _ := strings.Cut(f.rest, "\t")
	f.rest = rest
	return field
}
