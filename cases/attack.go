// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	_ "embed"
	"strings"
)

//go:embed attack.txt
var attackTable string

// A Tactic is a column of ATT&CK's matrix: why something is done.
type Tactic struct {
	ID   string // "TA0002"
	Key  string // "execution"
	Name string // "Execution"
}

// A Technique is how something is done.
type Technique struct {
	ID   string
	Name string
	// Tactics are the keys of those it serves, in the matrix' order; none for a
	// technique that the table does not have.
	Tactics []string
}

// Attack is the table of ATT&CK's tactics and techniques, version 18.1.
type Attack struct {
	// Tactics are in the order of the matrix.
	Tactics    []Tactic
	techniques map[string]Technique
}

// NewAttack reads the table that is part of the program.
func NewAttack() *Attack {
	a := &Attack{techniques: make(map[string]Technique, 1000)}
	for line := range strings.Lines(attackTable) {
		id, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		middle, name, ok := strings.Cut(rest, "\t")
		switch {
		case !ok || strings.HasPrefix(id, "#"):
		case strings.HasPrefix(id, "TA"):
			a.Tactics = append(a.Tactics, Tactic{id, middle, name})
		default:
			a.techniques[id] = Technique{id, name, strings.Split(middle, ",")}
		}
	}
	return a
}

// Technique returns a technique; one that the table does not have has its
// parent's tactics, or none.
func (a *Attack) Technique(id string) Technique {
	if t, ok := a.techniques[id]; ok {
		return t
	}
	parent, _, _ := strings.Cut(id, ".")
	return Technique{ID: id, Tactics: a.techniques[parent].Tactics}
}
