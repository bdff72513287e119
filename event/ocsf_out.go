// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"slices"

	"gambeson/event/ocsf"
)

// output is one attribute on its way out: the values of a slot, or of an item
// of it, already written as JSON.
type output struct {
	path     *ocsfPath
	slot     Slot
	item     uint32
	from, to int // its JSON in writer.text
}

// writer is what [Event.AppendOCSF] keeps between events.
type writer struct {
	outs  []output
	text  []byte
	views map[ocsf.Class]*classView
}

// AppendOCSF appends the event as OCSF JSON: the header, the attributes that
// are bound, and the whole native tree as "unmapped". Values are written in
// the type that the schema gives the attribute; one that cannot be (a text for
// a number, "-" for an address), or whose class does not have the attribute,
// is left to "unmapped". An event whose record is OCSF itself is written as it
// came.
func (e *Event) AppendOCSF(out []byte) []byte {
	if e.OCSF {
		return e.Root().AppendJSON(out)
	}
	e.bindHeader()
	view := e.view()
	w := &e.out
	w.outs, w.text = w.outs[:0], w.text[:0]
	for at := 1; at <= len(e.links); at++ {
		e.collect(view, uint32(at))
	}
	e.collectProfiles(view)
	slices.SortFunc(w.outs, compareOutput)
	out = append(out, '{')
	out = w.appendMembers(out, w.outs, 0)
	if e.Root().Exists() {
		out = e.appendUnmapped(out)
	}
	return append(out, '}')
}

// collect writes the attribute of the link at (its index plus one), where it
// is the first of its slot and item and the class has the attribute.
func (e *Event) collect(view *classView, at uint32) {
	l := e.links[at-1]
	f := &e.fields.list[l.slot]
	if !f.ocsf || !view.allowed[l.slot] {
		return
	}
	for x := e.heads[l.slot].first; x != at; x = e.links[x-1].next {
		if e.links[x-1].item == l.item {
			return
		}
	}
	w := &e.out
	from := len(w.text)
	w.text = e.appendValues(w.text, &f.path, at)
	if len(w.text) > from {
		w.outs = append(w.outs, output{&f.path, l.slot, l.item, from, len(w.text)})
	}
}

func (e *Event) view() *classView {
	w := &e.out
	if w.views == nil {
		w.views = make(map[ocsf.Class]*classView)
	}
	v := w.views[e.Class]
	if v == nil {
		v = e.fields.viewOf(e.Class)
		w.views[e.Class] = v
	}
	return v
}

// collectProfiles adds metadata.profiles: those that the attributes to be
// written need.
func (e *Event) collectProfiles(view *classView) {
	w := &e.out
	var buf [8]string
	names := buf[:0]
	for _, o := range w.outs {
		if p := view.profiles[o.slot]; p != "" && !slices.Contains(names, p) {
			names = append(names, p)
		}
	}
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	s := e.fields.header.profiles
	from := len(w.text)
	for i, p := range names {
		w.text = append(w.text, "[,"[min(i, 1)])
		w.text = appendQuoted(w.text, []byte(p))
	}
	w.text = append(w.text, ']')
	w.outs = append(w.outs, output{&e.fields.list[s].path, s, 0, from, len(w.text)})
}

// appendMembers writes outs, which share their first depth steps, as members
// of the object that is open.
func (w *writer) appendMembers(out []byte, outs []output, depth int) []byte {
	for len(outs) > 0 {
		name := outs[0].path.steps[depth]
		n := 1
		for n < len(outs) && outs[n].path.steps[depth] == name {
			n++
		}
		if out[len(out)-1] != '{' {
			out = append(out, ',')
		}
		out = append(appendQuoted(out, []byte(name)), ':')
		switch p := outs[0].path; {
		case len(p.steps) == depth+1:
			out = append(out, w.text[outs[0].from:outs[0].to]...)
		case p.array == depth+1:
			out = w.appendArray(out, outs[:n], depth+1)
		default:
			out = append(w.appendMembers(append(out, '{'), outs[:n], depth+1), '}')
		}
		outs = outs[n:]
	}
	return out
}

// appendArray writes outs, sorted by item, as a list of one object an item.
func (w *writer) appendArray(out []byte, outs []output, depth int) []byte {
	out = append(out, '[')
	for len(outs) > 0 {
		n := 1
		for n < len(outs) && outs[n].item == outs[0].item {
			n++
		}
		if out[len(out)-1] != '[' {
			out = append(out, ',')
		}
		out = append(w.appendMembers(append(out, '{'), outs[:n], depth), '}')
		outs = outs[n:]
	}
	return append(out, ']')
}

func (e *Event) appendUnmapped(out []byte) []byte {
	root := e.Root()
	if len(out) > 1 {
		out = append(out, ',')
	}
	out = append(out, `"unmapped":`...)
	if root.Kind() == Object {
		return root.AppendJSON(out)
	}
	return append(root.AppendJSON(append(out, `{"value":`...)), '}')
}
