// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "bytes"

// AppendJSON appends n and all below it as JSON. Names that an object has more
// than once are written once, with their values as a list in their order;
// scalars are written as they were read.
func (n Node) AppendJSON(out []byte) []byte {
	switch n.Kind() {
	case Missing:
		return append(out, "null"...)
	case String:
		return appendQuoted(out, n.Text())
	case List:
		out = append(out, '[')
		first := true
		for c := range n.Children() {
			if !first {
				out = append(out, ',')
			}
			first = false
			out = c.AppendJSON(out)
		}
		return append(out, ']')
	case Object:
		out = append(out, '{')
		out, _ = n.appendMembers(out, 0)
		return append(out, '}')
	default:
		return append(out, n.Text()...)
	}
}

// appendMembers appends the members of an object, count of them being written
// already, and returns the new count.
func (n Node) appendMembers(out []byte, count int) ([]byte, int) {
	for c := range n.Children() {
		twin, again := n.twins(c)
		if twin {
			continue // written with the first of its name
		}
		if count > 0 {
			out = append(out, ',')
		}
		count++
		out = append(appendQuoted(out, c.Key()), ':')
		if !again {
			out = c.AppendJSON(out)
			continue
		}
		out = n.appendTwins(append(out, '['), c)
		out = append(out, ']')
	}
	return out, count
}

// twins reports whether a member of the same name stands before c, and whether
// one stands behind it.
func (n Node) twins(c Node) (before, after bool) {
	key := c.Key()
	for x := range n.Children() {
		if x.i != c.i && len(x.Key()) == len(key) && bytes.Equal(x.Key(), key) {
			if x.i < c.i {
				return true, false
			}
			return false, true
		}
	}
	return false, false
}

func (n Node) appendTwins(out []byte, c Node) []byte {
	out = c.AppendJSON(out)
	for x := range n.Children() {
		if x.i > c.i && bytes.Equal(x.Key(), c.Key()) {
			out = append(out, ',')
			out = x.AppendJSON(out)
		}
	}
	return out
}
