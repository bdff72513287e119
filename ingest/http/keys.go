// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"gambeson/ingest"
)

const (
	// keyLife is how long a key is remembered for the content that it had.
	keyLife = 10 * time.Minute
	// maxKeys is how many keys are remembered; beyond it the oldest are forgotten.
	maxKeys = 1 << 16
	maxKey  = 255
)

// usedKeys remembers what content each Idempotency-Key had, to refuse another one. It is a courtesy to a client that is
// wrong: whether a message was written before is known to the log alone, by key and content.
type usedKeys struct {
	mu    sync.Mutex
	known map[[16]byte]used
	order [][16]byte // oldest first
}

type used struct {
	content [16]byte
	at      time.Time
}

// use remembers the key, or refuses it: a wrong key with ErrMalformed, one that had another content with ErrConflict.
func (k *usedKeys) use(s ingest.Sender, key string, content []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	id, sum, now := digest([]byte(s.Tenant+"\x00"+s.Source+"\x00"+key)), digest(content), time.Now()
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.order) > 0 && (len(k.order) >= maxKeys || now.Sub(k.known[k.order[0]].at) > keyLife) {
		delete(k.known, k.order[0])
		k.order = k.order[1:]
	}
	if was, ok := k.known[id]; ok {
		if was.content != sum {
			return fmt.Errorf("idempotency key %q: %w", key, ingest.ErrConflict)
		}
		return nil
	}
	if k.known == nil {
		k.known = map[[16]byte]used{}
	}
	k.known[id] = used{sum, now}
	k.order = append(k.order, id)
	return nil
}

// checkKey refuses keys that cannot name a stream.
func checkKey(key string) error {
	if len(key) > maxKey {
		return fmt.Errorf("idempotency key: %w: %d bytes, at most %d", ingest.ErrMalformed, len(key), maxKey)
	}
	for _, c := range []byte(key) {
		if c < ' ' || c > '~' {
			return fmt.Errorf("idempotency key: %w: only printable ASCII is allowed", ingest.ErrMalformed)
		}
	}
	return nil
}

func digest(b []byte) [16]byte {
	sum := sha256.Sum256(b)
	return [16]byte(sum[:16])
}
