// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "slices"

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
	twins := n.twins()
	for c := range n.Children() {
		same := twins[string(c.Key())]
		if len(same) > 0 && same[0].i != c.i {
			continue // written with the first of its name
		}
		if count > 0 {
			out = append(out, ',')
		}
		count++
		out = append(appendQuoted(out, c.Key()), ':')
		if len(same) == 0 {
			out = c.AppendJSON(out)
			continue
		}
		out = append(out, '[')
		for i, x := range same {
			if i > 0 {
				out = append(out, ',')
			}
			out = x.AppendJSON(out)
		}
		out = append(out, ']')
	}
	return out, count
}

// twins returns the members whose name the object has more than once, by that
// name; nil where there are none.
func (n Node) twins() map[string][]Node {
	if !n.hasTwins() {
		return nil
	}
	m := make(map[string][]Node)
	for c := range n.Children() {
		m[string(c.Key())] = append(m[string(c.Key())], c)
	}
	for k, same := range m {
		if len(same) == 1 {
			delete(m, k)
		}
	}
	return m
}

// hasTwins reports whether two members may have the same name: exactly for
// small objects, and true for all large ones.
func (n Node) hasTwins() bool {
	const small = 64
	var hashes [small]uint32
	i := 0
	for c := range n.Children() {
		if i == small {
			return true
		}
		h := hashKey(c.Key())
		if slices.Contains(hashes[:i], h) {
			return true
		}
		hashes[i] = h
		i++
	}
	return false
}
