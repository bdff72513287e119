// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"cmp"
	"slices"
)

// A Rule finds where a tree breaks it.
type Rule struct {
	Name  string // one or two words, as violations show it
	Check func(*Tree) []Violation
}

// Rules lists the rules of the house.
func Rules() []Rule {
	return []Rule{
		{"layers", layers},
		{"rooms", rooms},
		{"room shape", roomShape},
		{"cycles", cycles},
		{"engines", engines},
		{"pure", pure},
		{"process", process},
		{"headers", headers},
		{"package docs", packageDocs},
		{"names", names},
		{"documented", documented},
		{"file sizes", fileSizes},
		{"function sizes", functionSizes},
		{"globals", globals},
		{"todo", todo},
		{"internal", internalSize},
		{"dependencies", dependencies},
		{"links", links},
		{"architecture", architecture},
	}
}

// Check runs all rules and sorts what they find.
func Check(t *Tree) []Violation {
	var all []Violation
	for _, r := range Rules() {
		for _, v := range r.Check(t) {
			v.Rule = r.Name
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return all
}
