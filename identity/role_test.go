// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The whole of what roles may do, as a person reads it.
const table = `
                  monitor viewer analyst engineer administrator
cases:read           .       x       x       x        x
cases:write          .       .       x       x        x
findings:read        .       x       x       x        x
findings:write       .       .       x       x        x
sources:read         .       x       x       x        x
sources:write        .       .       .       x        x
deadletters:read     .       x       x       x        x
deadletters:write    .       .       .       x        x
live:read            .       x       x       x        x
health:read          x       x       x       x        x
metrics:read         x       x       x       x        x
tokens:read          .       .       .       .        x
tokens:write         .       .       .       .        x
audit:read           .       .       .       .        x
`

func TestRoles(t *testing.T) {
	var got strings.Builder
	fmt.Fprint(&got, "\n")
	want := strings.Join(strings.Fields(table), " ")
	for _, r := range Roles() {
		fmt.Fprint(&got, r, " ")
	}
	for _, p := range Permissions() {
		fmt.Fprint(&got, p, " ")
		for _, r := range Roles() {
			mark := "."
			if Allows([]string{r.Scope()}, p) {
				mark = "x"
			}
			fmt.Fprint(&got, mark, " ")
		}
	}
	if diff := cmp.Diff(want, strings.TrimSpace(got.String())); diff != "" {
		t.Error(diff)
	}
}

func TestScopes(t *testing.T) {
	for _, c := range []struct {
		scope      string
		valid      bool
		p          Permission
		allowed    bool
		ofEngineer bool
	}{
		{"cases:read", true, CasesRead, true, true},
		{"cases:read", true, CasesWrite, false, true},
		{"role:analyst", true, CasesWrite, true, true},
		{"role:administrator", true, TokensWrite, true, false},
		{"tokens:read", true, TokensRead, true, false},
		{"role:owner", false, CasesRead, false, true},
		{"analyst", false, CasesRead, false, true},
		{"public", false, CasesRead, false, true},
		{"cases:*", false, CasesRead, false, true},
		{"", false, CasesRead, false, true},
	} {
		if err := CheckScope(c.scope); (err == nil) != c.valid || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("CheckScope(%q) = %v", c.scope, err)
		}
		if got := Allows([]string{c.scope}, c.p); got != c.allowed {
			t.Errorf("%q allows %s: %t", c.scope, c.p, got)
		}
		if got := Within([]string{c.scope}, []string{Engineer.Scope()}); got != c.ofEngineer {
			t.Errorf("%q is within what an engineer may: %t", c.scope, got)
		}
	}
	if Allows(nil, CasesRead) || !Allows(nil, Public) || !Allows(nil, Self) {
		t.Error("without scopes, only what everyone may is allowed")
	}
}
