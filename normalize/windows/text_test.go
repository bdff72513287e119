// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSDParam(t *testing.T) {
	for _, tt := range []struct {
		in, name, value string
		next            int
		ok              bool
	}{
		{`A="b" C="d"]`, "A", "b", 6, true},
		{` A="b"]`, "A", "b", 6, true},
		{`A="" ]`, "A", "", 5, true},
		{`A="say \"a\\b\" \]"]`, "A", `say "a\b" ]`, 19, true},
		{`A="C:\new"]`, "A", `C:\new`, 10, true},
		{`A="no end]`, "", "", 0, false},
		{`A=b`, "", "", 0, false},
		{`="b"`, "", "", 0, false},
		{`A="b\`, "", "", 0, false},
		{"A=", "", "", 0, false},
		{"", "", "", 0, false},
	} {
		name, value, next, ok := sdParam([]byte(tt.in), 0)
		got := []any{string(name), string(value), next, ok}
		if d := cmp.Diff([]any{tt.name, tt.value, tt.next, tt.ok}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, d)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, tt := range []struct {
		id      uint32
		section section
		label   string
		want    string
	}{
		{4624, subject, "Account Name", "SubjectUserName"},
		{4624, logon, "Account Name", "TargetUserName"},
		{4728, member, "Security ID", "MemberSid"},
		{4728, target, "Group Name", "TargetUserName"},
		{5156, noSection, "Source Address", "SourceAddress"},
		{5140, noSection, "Source Address", "IpAddress"},
		{21, noSection, "Source Network Address", "Address"},
		{4625, noSection, "Source Network Address", "IpAddress"},
		{4697, noSection, "Service File Name", "ServiceFileName"},
		{7045, noSection, "Service File Name", "ImagePath"},
		{1, noSection, "ParentImage", "ParentImage"},
		{4688, noSection, "C", ""},
		{4688, member, "Logon ID", ""},
	} {
		if got := fieldOf(tt.id, tt.section, []byte(tt.label)); got != tt.want {
			t.Errorf("%d %d %q: got %q, want %q", tt.id, tt.section, tt.label, got, tt.want)
		}
	}
}

func TestQualifiers(t *testing.T) {
	x, e := open(t)
	read(t, x, e, `{"EventID":1073748869,"Channel":"System","SourceName":"Service Control Manager","Hostname":"h","ServiceName":"s"}`)
	if e.EventID != 7045 || e.Class != 201004 {
		t.Errorf("event %d of class %d, want 7045 of 201004", e.EventID, e.Class)
	}
	if d := cmp.Diff([]string{"1073748869", "7045"}, values(e, "EventID")); d != "" {
		t.Errorf("EventID (-want +got):\n%s", d)
	}
}
