// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// limits of one rule file and of one document in it.
const (
	maxFile      = 8 << 20
	maxDepth     = 32
	maxNodes     = 200_000
	maxValues    = 100_000
	maxDocuments = 10_000
)

// YAML's names of the scalar types that rules tell apart.
const (
	tagNull  = "!!null"
	tagBool  = "!!bool"
	tagInt   = "!!int"
	tagFloat = "!!float"
	tagStr   = "!!str"
)

// resolve follows aliases, of which a chain cannot be longer than maxDepth.
func resolve(n *yaml.Node) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.AliasNode && i < maxDepth; i++ {
		n = n.Alias
	}
	return n
}

// bounded reports whether the tree below n, aliases written out, stays within
// the limits.
func bounded(n *yaml.Node) bool {
	budget := maxNodes
	var walk func(n *yaml.Node, depth int) bool
	walk = func(n *yaml.Node, depth int) bool {
		budget--
		if depth > maxDepth || budget < 0 {
			return false
		}
		if n = resolve(n); n == nil || n.Kind == yaml.AliasNode {
			return false
		}
		for _, c := range n.Content {
			if !walk(c, depth+1) {
				return false
			}
		}
		return true
	}
	return walk(n, 0)
}

// member returns the key and value nodes of a mapping's member, nil where it
// has none of that name.
func member(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], resolve(n.Content[i+1])
		}
	}
	return nil, nil
}

// scalars returns the texts of a scalar or of a list of scalars.
func scalars(n *yaml.Node) []string {
	var out []string
	switch {
	case n == nil || n.Tag == tagNull:
	case n.Kind == yaml.ScalarNode:
		out = append(out, n.Value)
	case n.Kind == yaml.SequenceNode:
		for _, c := range n.Content {
			if c = resolve(c); c.Kind == yaml.ScalarNode {
				out = append(out, c.Value)
			}
		}
	}
	return out
}

// contentHash hashes what a document says: types and values, with the members
// of mappings in the order of their keys; not comments, styles or anchors.
func contentHash(n *yaml.Node) string {
	h := sha256.New()
	hashNode(h, n)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func hashNode(h hash.Hash, n *yaml.Node) {
	n = resolve(n)
	put := func(parts ...string) {
		for _, p := range parts {
			_, _ = io.WriteString(h, strconv.Itoa(len(p))+":"+p) // a hash never fails
		}
	}
	switch n.Kind {
	case yaml.MappingNode:
		put("map", strconv.Itoa(len(n.Content)/2))
		order := make([]int, 0, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			order = append(order, i)
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return strings.Compare(n.Content[a].Value, n.Content[b].Value)
		})
		for _, i := range order {
			hashNode(h, n.Content[i])
			hashNode(h, n.Content[i+1])
		}
	case yaml.SequenceNode:
		put("list", strconv.Itoa(len(n.Content)))
		for _, c := range n.Content {
			hashNode(h, c)
		}
	default:
		put(n.ShortTag(), n.Value)
	}
}

// nodePosition is where a scalar's text is.
type nodePosition struct {
	text         string
	line, column int
	quote        int  // characters before the text
	oneLine      bool // offsets in text are offsets in the line
}

func position(n *yaml.Node) nodePosition {
	p := nodePosition{text: n.Value, line: n.Line, column: n.Column}
	p.oneLine = n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		p.quote = 1
	}
	return p
}
