// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// What a feed keeps, and how far a follower may be behind.
const (
	feedKept   = 1024
	feedBehind = 256
)

// A Notice says that something is new or changed.
type Notice struct {
	// ID is its place in the feed: the feed's life, and a number.
	ID string
	// Kind is what it is about, such as [NoticeCase].
	Kind string
	// Data is the thing as the API shows it, as JSON.
	Data []byte

	tenant string
	number uint64
}

// A Feed spreads what is new to those that follow it. It holds the last notices for followers that were cut off, and
// waits for nobody: a follower that is too slow loses its place.
type Feed struct {
	life string

	mu        sync.Mutex
	number    uint64
	kept      []Notice // a ring, by number
	followers map[*follower]struct{}
}

// NewFeed returns an empty feed with a life of its own: places in another feed's are not known in it.
func NewFeed() *Feed {
	var life [4]byte
	_, _ = rand.Read(life[:]) // documented never to fail
	return &Feed{life: hex.EncodeToString(life[:]), kept: make([]Notice, feedKept), followers: map[*follower]struct{}{}}
}

// follower is one that reads the feed.
type follower struct {
	tenant  string
	notices chan Notice
	lost    bool // guarded by Feed.mu; notices is closed then
}

// everyone is the tenant of what all tenants are told.
const everyone = ""

// Publish tells the followers of a tenant, or all where there is none. It never waits. It fails where data has no JSON form.
func (f *Feed) Publish(tenant, kind string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("publish %s: %w", kind, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.number++
	n := Notice{ID: f.life + "-" + strconv.FormatUint(f.number, 10), Kind: kind, Data: body, tenant: tenant, number: f.number}
	f.kept[f.number%feedKept] = n
	for w := range f.followers {
		if w.tenant != tenant && tenant != everyone {
			continue
		}
		select {
		case w.notices <- n:
		default:
			f.drop(w)
		}
	}
	return nil
}

// follow begins to read a tenant's notices behind the place after, "" for only what comes. It returns what was kept
// since then, and complete is false where something between is lost.
func (f *Feed) follow(tenant, after string) (w *follower, since []Notice, complete bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w = &follower{tenant: tenant, notices: make(chan Notice, feedBehind)}
	f.followers[w] = struct{}{}
	if after == "" {
		return w, nil, true
	}
	life, text, _ := strings.Cut(after, "-")
	from, err := strconv.ParseUint(text, 10, 64)
	if err != nil || life != f.life || from > f.number || f.number-from > feedKept {
		return w, nil, false
	}
	for n := from + 1; n <= f.number; n++ {
		if x := f.kept[n%feedKept]; x.tenant == tenant || x.tenant == everyone {
			since = append(since, x)
		}
	}
	return w, since, true
}

// leave ends a follower. It may have been dropped before.
func (f *Feed) leave(w *follower) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(w)
}

// drop ends a follower; f.mu is held.
func (f *Feed) drop(w *follower) {
	if w.lost {
		return
	}
	w.lost = true
	delete(f.followers, w)
	close(w.notices)
}
