// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"container/list"
	"iter"
)

// memory is a map with a cap: beyond it, the entry that was longest without a
// use is forgotten.
type memory[K comparable, V any] struct {
	most  int
	byKey map[K]*list.Element
	order *list.List // of entry[K, V], the longest without a use first
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func newMemory[K comparable, V any](most int) *memory[K, V] {
	return &memory[K, V]{most: most, byKey: make(map[K]*list.Element), order: list.New()}
}

// get returns the value of k, or nil; it is no use.
func (m *memory[K, V]) get(k K) *V {
	if e := m.byKey[k]; e != nil {
		return &e.Value.(*entry[K, V]).value
	}
	return nil
}

// use returns the value of k, which is made where it is absent.
func (m *memory[K, V]) use(k K) *V {
	if e := m.byKey[k]; e != nil {
		m.order.MoveToBack(e)
		return &e.Value.(*entry[K, V]).value
	}
	if m.order.Len() >= m.most {
		oldest := m.order.Front()
		delete(m.byKey, oldest.Value.(*entry[K, V]).key)
		m.order.Remove(oldest)
	}
	x := &entry[K, V]{key: k}
	m.byKey[k] = m.order.PushBack(x)
	return &x.value
}

func (m *memory[K, V]) len() int { return m.order.Len() }

// all yields the entries, the longest without a use first.
func (m *memory[K, V]) all() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for e := m.order.Front(); e != nil; e = e.Next() {
			if x := e.Value.(*entry[K, V]); !yield(x.key, &x.value) {
				return
			}
		}
	}
}
