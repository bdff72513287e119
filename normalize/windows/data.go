// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"

	"gambeson/event"
)

// bindExport binds what the shape of an export cannot: data whose names are
// values ("Data" elements with a Name), and the members of UserData, which
// stand below an element of any name.
func (x *Format) bindExport(e *event.Event, ev event.Node) {
	if data := ev.Child("EventData").Child("Data"); data.Kind() >= event.List {
		if data.Kind() == event.Object {
			x.bindPair(e, data)
		}
		for n := range data.Children() {
			x.bindPair(e, n)
		}
	}
	for n := range ev.Child("UserData").Children() {
		x.bindMembers(e, n)
	}
}

// bindPair binds a Data element that has its name as an attribute.
func (x *Format) bindPair(e *event.Event, n event.Node) {
	if n.Kind() != event.Object {
		return
	}
	name := n.Child("#attributes").Child("Name")
	if !name.Exists() {
		name = n.Child("@Name")
	}
	if !name.Exists() {
		name = n.Child("Name")
	}
	text := n.Child("#text")
	if !text.Exists() {
		text = n.Child("Value")
	}
	if len(name.Text()) > 0 && text.Kind().IsScalar() {
		x.bindName(e, string(name.Text()), text)
	}
}

// bindMembers binds the scalars at and below an element by their own names.
func (x *Format) bindMembers(e *event.Event, n event.Node) {
	switch {
	case bytes.HasSuffix(n.Key(), []byte("attributes")):
	case n.Kind().IsScalar():
		x.bindName(e, string(n.Key()), n)
	default:
		for c := range n.Children() {
			if c.Kind().IsScalar() && len(c.Key()) == 0 {
				x.bindName(e, string(n.Key()), c)
				continue
			}
			x.bindMembers(e, c)
		}
	}
}

// complete binds what a rule expects under a name that this wrapping does not
// use.
func (x *Format) complete(e *event.Event) {
	if !e.Has(x.at.channel) && e.Channel != "" {
		e.SetString(x.at.channel, []byte(e.Channel))
	}
	if !e.Has(x.at.provider) && e.Provider != "" {
		e.SetString(x.at.provider, []byte(e.Provider))
	}
	x.bindInserts(e)
	x.bindMessage(e)
	switch e.Channel {
	case PowerShellOld, Application, exchange:
		// Collectors that have no unnamed data have it in the rendered message.
		if !e.Has(x.at.data) {
			e.Bind(x.at.data, e.Get(x.at.message).Node())
		}
	case Defender:
		// "antivirus" rules call the infected file Filename.
		if !e.Has(x.at.filename) {
			for v := e.Get(x.at.path); v.Exists(); v = v.Next() {
				e.Bind(x.at.filename, v.Node())
			}
		}
	}
}
