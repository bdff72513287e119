// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"
	"strings"
	"testing"

	"gambeson/event"
)

func TestAttack(t *testing.T) {
	a := NewAttack()
	if len(a.Tactics) != 14 || a.Tactics[0].Key != "reconnaissance" || a.Tactics[13].Name != "Impact" || len(a.techniques) < 600 {
		t.Errorf("%d tactics %v, %d techniques", len(a.Tactics), a.Tactics, len(a.techniques))
	}
	keys := map[string]bool{}
	for _, x := range a.Tactics {
		keys[x.Key] = true
	}
	for id, x := range a.techniques {
		for _, k := range x.Tactics {
			if !keys[k] {
				t.Errorf("%s serves %q, which is no tactic", id, k)
			}
		}
	}
	if x := a.Technique("T1059.999"); x.Name != "" || len(x.Tactics) != 1 || x.Tactics[0] != "execution" {
		t.Errorf("a sub-technique that there is not: %+v", x)
	}
}

func TestTell(t *testing.T) {
	one := func(at int64, techniques string, entities ...event.FindingEntity) Finding {
		f := Finding{Finding: event.Finding{First: at, Last: at + 1, Entities: entities}}
		for x := range strings.FieldsSeq(techniques) {
			f.Attacks = append(f.Attacks, event.Attack{Technique: x})
		}
		return f
	}
	story := NewAttack().Tell([]Finding{
		one(30, "T1486 T1059.001", event.FindingEntity{Kind: event.Host, Role: event.Device, Value: "web-3"}, event.FindingEntity{Kind: event.File, Role: event.Target, Value: "/x"}),
		one(20, "T1110", event.FindingEntity{Kind: event.Address, Role: event.Source, Value: "192.0.2.9"}, event.FindingEntity{Kind: event.User, Role: event.Target, Value: "bob"}),
		one(40, "T1110 T9999", event.FindingEntity{Kind: event.Host, Role: event.Source, Value: "WEB-3"}, event.FindingEntity{Kind: event.Host, Role: event.Source, Value: "web-3"}),
		one(50, "", event.FindingEntity{Kind: event.User, Role: event.Actor, Value: "eve"}),
	})
	var b strings.Builder
	for _, p := range story.Chain {
		fmt.Fprintf(&b, "%s:", p.Tactic.Key)
		for _, m := range p.Moves {
			fmt.Fprintf(&b, " %s*%d", m.ID, m.Findings)
		}
		b.WriteString("; ")
	}
	for _, p := range story.Cast {
		fmt.Fprintf(&b, "%s=%s*%d ", p.Value, p.Side, p.Findings)
	}
	want := "execution: T1059.001*1; credential-access: T1110*2; impact: T1486*1; : T9999*1; " +
		"web-3=pivot*2 192.0.2.9=attacker*1 bob=victim*1 eve=actor*1 "
	if b.String() != want {
		t.Errorf("%s\nwant %s", b.String(), want)
	}
}
