// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sprayed is one act for each of n users at the address.
func sprayed(n int, at time.Duration, each func(user, address string) act) []moment {
	var out []moment
	for i := range n {
		out = append(out, moment{at + time.Duration(i)*time.Second, each(fmt.Sprintf("user%02d", i), "203.0.113.1")})
	}
	return out
}

func TestSpray(t *testing.T) {
	c := DefaultConfig()
	hit := moment{time.Minute, success("mara", "203.0.113.1")}
	again := moment{2 * time.Minute, hit.act}
	for _, test := range []struct {
		name    string
		history []moment
		want    []string
	}{
		{"ten users", append(sprayed(10, 0, failure), hit), []string{"password_spray_success"}},
		{"the same success again", append(sprayed(10, 0, failure), hit, again), []string{"password_spray_success"}},
		{"two successes", append(sprayed(10, 0, failure), hit, moment{again.at, success("tom", "203.0.113.1")}),
			[]string{"password_spray_success", "password_spray_success"}},
		{"nine users", append(sprayed(9, 0, failure), hit), nil},
		{"elsewhere", append(sprayed(10, 0, failure), moment{time.Minute, success("mara", "203.0.113.2")}), nil},
		{"two hours ago", append(sprayed(10, 0, failure), moment{2 * time.Hour, hit.act}), nil},
		{"an office", slices.Concat(sprayed(40, 0, success), sprayed(12, time.Minute, failure), []moment{{2 * time.Minute, hit.act}}), nil},
		{"few users, many times", slices.Concat(times(7, 0, time.Second, failure("a", "203.0.113.1")), times(7, 10*time.Second, time.Second, failure("b", "203.0.113.1")),
			times(7, 20*time.Second, time.Second, failure("c", "203.0.113.1")), []moment{{time.Minute, success("a", "203.0.113.1")}}), []string{"brute_force_success"}},
		{"the user alone is bruteForce's", append(times(20, 0, time.Second, failure("mara", "203.0.113.1")), hit), []string{"brute_force_success"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, test.want...), rules(found(t, c, test.history))); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}
