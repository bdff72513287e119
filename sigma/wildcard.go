// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"unicode/utf8"
)

// wildcard matches a pattern of more than one literal.
type wildcard struct {
	pieces     [][]wildToken // between runs
	start, end bool          // the first, last piece is bound to the start, end
}

// wildToken is a [Token] with its text, folded unless case matters, as bytes.
type wildToken struct {
	kind TokenKind
	text []byte
}

func newWildcard(p Pattern, cased bool) *wildcard {
	w := &wildcard{start: true, end: true}
	var piece []wildToken
	for i, t := range p {
		if t.Kind != AnyRun {
			piece = append(piece, wildToken{t.Kind, []byte(fold(t.Text, cased))})
			continue
		}
		if i == 0 {
			w.start = false
		} else {
			w.pieces = append(w.pieces, piece)
			piece = nil
		}
		w.end = i < len(p)-1
	}
	if len(piece) > 0 {
		w.pieces = append(w.pieces, piece)
	}
	return w
}

// match reports whether the whole text fits the pattern. Runs take as little
// as they can, which finds a fit where there is one.
func (w *wildcard) match(text []byte) bool {
	pieces := w.pieces
	at := 0
	if w.start && len(pieces) > 0 {
		n, ok := fits(pieces[0], text)
		if !ok {
			return false
		}
		if len(pieces) == 1 && w.end {
			return n == len(text)
		}
		at, pieces = n, pieces[1:]
	}
	for i, p := range pieces {
		if i == len(pieces)-1 && w.end {
			return endsWith(p, text[at:])
		}
		n, ok := find(p, text[at:])
		if !ok {
			return false
		}
		at += n
	}
	return true
}

// fits matches a piece at the start of text and returns how much it took.
func fits(piece []wildToken, text []byte) (int, bool) {
	at := 0
	for _, t := range piece {
		rest := text[at:]
		switch t.kind {
		case Literal:
			if !bytes.HasPrefix(rest, t.text) {
				return 0, false
			}
			at += len(t.text)
		case AnyOne:
			if len(rest) == 0 {
				return 0, false
			}
			_, size := utf8.DecodeRune(rest)
			at += size
		case AnyDash:
			r, size := utf8.DecodeRune(rest)
			if size == 0 || !isDash(r) {
				return 0, false
			}
			at += size
		}
	}
	return at, true
}

// find looks for the first fit of a piece and returns where it ends.
func find(piece []wildToken, text []byte) (int, bool) {
	for at := 0; at <= len(text); at++ {
		if piece[0].kind == Literal {
			n := bytes.Index(text[at:], piece[0].text)
			if n < 0 {
				return 0, false
			}
			at += n
		} else if at < len(text) && !utf8.RuneStart(text[at]) {
			continue
		}
		if n, ok := fits(piece, text[at:]); ok {
			return at + n, true
		}
	}
	return 0, false
}

// endsWith reports whether a fit of the piece ends the text.
func endsWith(piece []wildToken, text []byte) bool {
	least := 0
	for _, t := range piece {
		least += max(len(t.text), 1)
	}
	for at := len(text) - least; at >= 0; at-- {
		if at < len(text) && !utf8.RuneStart(text[at]) {
			continue
		}
		if n, ok := fits(piece, text[at:]); ok && at+n == len(text) {
			return true
		}
		if at < len(text)-least*utf8.UTFMax {
			return false
		}
	}
	return false
}
