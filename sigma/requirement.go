// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// maxNeeds bounds the texts that stand in for a regular expression.
const maxNeeds = 32

// requirements returns folded texts of which one is in the folded form of
// everything that the expression matches, none where that cannot be said, and
// the fewest bytes that it matches.
func requirements(expression string) (needs [][]byte, least int) {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, 0
	}
	re = re.Simplify()
	for _, s := range requirementOf(re).best() {
		needs = append(needs, []byte(s))
	}
	return needs, leastRunes(re)
}

// requirement is what is known of the texts that an expression matches: that
// they are exactly some, or that some are in them.
type requirement struct {
	exact []string // nil: not known
	needs []string // nil: not known
}

// best returns the texts that say most.
func (r requirement) best() []string {
	if better(r.exact, r.needs) {
		return r.exact
	}
	return r.needs
}

// better reports whether it is rarer that one of a is in a text than one of b.
func better(a, b []string) bool { return rarity(a) > rarity(b) }

func rarity(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	shortest := len(texts[0])
	for _, s := range texts {
		shortest = min(shortest, len(s))
	}
	if shortest == 0 {
		return 0
	}
	return min(shortest, 12)*maxNeeds - len(texts)
}

// requirementOf reads a simplified expression, which has no counted
// repetitions.
func requirementOf(re *syntax.Regexp) requirement {
	switch re.Op {
	case syntax.OpLiteral:
		if slices.Contains(re.Rune, utf8.RuneError) {
			return requirement{} // it stands for every byte that is not UTF-8
		}
		return requirement{exact: []string{foldString(string(re.Rune))}}
	case syntax.OpCharClass:
		return requirement{exact: classTexts(re.Rune)}
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return requirement{exact: []string{""}}
	case syntax.OpCapture:
		return requirementOf(re.Sub[0])
	case syntax.OpPlus:
		return requirement{needs: requirementOf(re.Sub[0]).best()}
	case syntax.OpQuest:
		if r := requirementOf(re.Sub[0]); r.exact != nil {
			return requirement{exact: append([]string{""}, r.exact...)}
		}
	case syntax.OpConcat:
		return requirementOfConcat(re.Sub)
	case syntax.OpAlternate:
		return requirementOfAlternate(re.Sub)
	}
	return requirement{}
}

// requirementOfConcat joins what is known exactly for as long as it is, and
// keeps the best of the joined texts and of what the other parts need.
func requirementOfConcat(parts []*syntax.Regexp) requirement {
	all := requirement{exact: []string{""}}
	run := []string{""}
	for _, sub := range parts {
		r := requirementOf(sub)
		if r.exact != nil && len(r.exact)*len(run) <= maxNeeds {
			run = product(run, r.exact)
			continue
		}
		all.exact = nil
		for _, candidate := range [][]string{run, r.best()} {
			if better(candidate, all.needs) {
				all.needs = candidate
			}
		}
		run = []string{""}
	}
	if all.exact != nil {
		return requirement{exact: run}
	}
	if better(run, all.needs) {
		all.needs = run
	}
	return all
}

func product(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

func requirementOfAlternate(parts []*syntax.Regexp) requirement {
	var all requirement
	exact, known := true, true
	for _, sub := range parts {
		r := requirementOf(sub)
		exact = exact && r.exact != nil
		all.exact = append(all.exact, r.exact...)
		best := r.best()
		known = known && rarity(best) > 0
		all.needs = append(all.needs, best...)
	}
	if !exact || len(all.exact) > maxNeeds {
		all.exact = nil
	}
	if !known || len(all.needs) > maxNeeds {
		all.needs = nil
	}
	return all
}

// classTexts returns the folded characters of a small class, nil of a large one.
func classTexts(ranges []rune) []string {
	const most = 8
	var out []string
	seen := make(map[rune]bool)
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= most {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if r == utf8.RuneError {
				return nil
			}
			if f := foldRune(r); !seen[f] {
				seen[f] = true
				out = append(out, string(f))
			}
		}
	}
	if len(out) > most {
		return nil
	}
	return out
}

// leastRunes returns the fewest characters that an expression matches. A
// character is at least a byte, in whatever case it stands.
func leastRunes(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return leastRunes(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n += leastRunes(sub)
		}
	case syntax.OpAlternate:
		n = leastRunes(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			n = min(n, leastRunes(sub))
		}
	}
	return n
}
