// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// link finds Markdown links and images.
var link = regexp.MustCompile(`\]\(([^)\s]+)(?:\s+"[^"]*")?\)`)

// heading finds Markdown headings.
var heading = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)

// links checks that relative links in Markdown files lead to files, and their fragments to headings.
func links(t *Tree) []Violation {
	pages := map[string]string{}
	walk(t, func(name string, data []byte) {
		if strings.HasSuffix(name, ".md") && !strings.Contains("/"+name, "/testdata/") {
			pages[name] = withoutCode(string(data))
		}
	})
	var all []Violation
	for name, text := range pages {
		for n, line := range strings.Split(text, "\n") {
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				if message := broken(t, pages, name, m[1]); message != "" {
					all = append(all, Violation{Path: name, Line: n + 1, Message: message})
				}
			}
		}
	}
	return all
}

// broken says what is wrong with a link, "" for nothing.
func broken(t *Tree, pages map[string]string, from, target string) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	file, fragment, _ := strings.Cut(target, "#")
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if strings.HasPrefix(file, "/") || strings.HasPrefix(to, "..") {
		return fmt.Sprintf("link %s leaves the repository", target)
	}
	if _, err := os.Stat(filepath.Join(t.Root, filepath.FromSlash(to))); err != nil {
		return fmt.Sprintf("link %s leads nowhere", target)
	}
	if text, ok := pages[to]; ok && fragment != "" && !anchors(text)[fragment] {
		return fmt.Sprintf("link %s: %s has no such heading", target, to)
	}
	return ""
}

// anchors lists the fragments of a page's headings, as code hosts make them.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])
		for n, s := 1, slug; all[s]; n++ {
			slug = fmt.Sprintf("%s-%d", s, n)
			if !all[slug] {
				break
			}
		}
		all[slug] = true
	}
	return all
}

// withoutCode blanks fenced code blocks, so that what looks like a link or heading there is none.
func withoutCode(text string) string {
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence == "" && (strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~")):
			fence = trimmed[:3]
			line = "\n"
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			line = "\n"
		}
		b.WriteString(line)
	}
	return b.String()
}
