// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/api"
	"gambeson/ingest"
)

func TestLookAtSources(t *testing.T) {
	w := &watcher{sources: make(map[[2]string]sourceKnown)}
	var got []string
	look := func(records uint64, silent bool, refused map[string]uint64) {
		s := ingest.Stats{Tenant: "acme", Source: "web", Records: records, Silent: silent, Refused: refused}
		w.lookAtSources([]ingest.Stats{s}, func(tenant string, n api.SourceNotice) {
			got = append(got, fmt.Sprintf("%s/%s %s%s%d", tenant, n.Name, n.Change, n.Reason, n.Count))
		})
	}
	look(0, false, nil)
	look(0, false, map[string]uint64{"quota": 2})
	look(5, false, map[string]uint64{"quota": 2})
	look(9, false, map[string]uint64{"quota": 5, "size": 1})
	look(9, true, map[string]uint64{"quota": 5, "size": 1})
	look(9, true, map[string]uint64{"quota": 5, "size": 1})
	look(10, false, map[string]uint64{"quota": 5, "size": 1})
	want := map[string]int{
		"acme/web refusedquota2": 1, "acme/web first0": 1, "acme/web refusedquota3": 1, "acme/web refusedsize1": 1, "acme/web silent0": 1, "acme/web back0": 1,
	}
	seen := make(map[string]int)
	for _, x := range got {
		seen[x]++
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
