// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestFaultOrder sends the same requests in another order, and again and again, also after the server was started again.
// Only what opens the cases comes first, since a case is named after it.
func TestFaultOrder(t *testing.T) {
	n := soak(60, 3000)
	s := newServer(t)
	s.start()
	s.insist(0, attackHosts)
	random := rand.New(rand.NewPCG(7, 11))
	senders := make([]*sender, len(ways()))
	for w := range senders {
		senders[w] = s.sender(ways()[w])
	}
	send := func(i int) { senders[wayOf(i)].insist(fmt.Sprint("k", i), parcel(i)...) }
	var sent []int
	for at, i := range random.Perm(n - attackHosts) {
		i += attackHosts
		send(i)
		sent = append(sent, i)
		for range random.IntN(3) {
			send(sent[random.IntN(len(sent))])
		}
		if at == n/2 {
			s.kill()
			s.start()
		}
	}
	for i := range n {
		send(i)
	}
	if a := senders[0].send("k0", parcel(1)...); a.status != "422" {
		t.Errorf("a key with other content: %+v, want 422", a)
	}
	same(t, undisturbed(t, n), s.finish(n))
}
