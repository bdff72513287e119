// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gambeson/detect"
	"gambeson/event"
)

func fieldsOf() *event.Fields { return event.NewFields() }

// filled is a room with a memory.
func filled(tb testing.TB, c Config) *Room {
	tb.Helper()
	r := newRoom(tb, c)
	var out detect.Results
	var history []moment
	for i := range 40 {
		a := failure(string(rune('a'+i%7)), "192.0.2.1")
		a.OK, a.Place, a.Host, a.Device = i%3 == 0, zurich(), "h", "d"
		if i%5 == 0 {
			a.MFA = denied
		}
		history = append(history, moment{time.Duration(i) * time.Second, a})
	}
	for _, o := range observations(tb, c, history) {
		r.Observe(o, &out)
	}
	return r
}

func snapshot(tb testing.TB, r *Room) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := r.Snapshot(&buf); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// The same state is the same bytes, and a snapshot holds all of it.
func TestSnapshot(t *testing.T) {
	r := filled(t, DefaultConfig())
	want := snapshot(t, r)
	again := newRoom(t, DefaultConfig())
	if err := again.Restore(bytes.NewReader(want)); err != nil {
		t.Fatal(err)
	}
	if got := snapshot(t, again); !bytes.Equal(got, want) {
		t.Errorf("restored and snapshotted again:\n%s\nwant\n%s", got, want)
	}
	if again.Held() != r.Held() || r.Held() == 0 {
		t.Errorf("holds %d, want %d", again.Held(), r.Held())
	}
}

// A room with smaller caps keeps them when it takes over.
func TestRestoreSmaller(t *testing.T) {
	data := snapshot(t, filled(t, DefaultConfig()))
	c := DefaultConfig()
	c.MaxUsers, c.MaxPerKey, c.Spray.Failures = 2, 16, 16
	r := newRoom(t, c)
	if err := r.Restore(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if r.Held() > r.Cap() {
		t.Errorf("holds %d, the cap is %d", r.Held(), r.Cap())
	}
	for _, d := range r.detectors {
		if n := d.held(); n > d.cap() {
			t.Errorf("%s holds %d, its cap is %d", d.name(), n, d.cap())
		}
	}
}

func TestRestoreRefused(t *testing.T) {
	good := string(snapshot(t, filled(t, DefaultConfig())))
	head, rows, _ := strings.Cut(good, "\n")
	for name, text := range map[string]string{
		"empty":                  "",
		"another room's":         strings.Replace(good, `"uba"`, `"dns"`, 1),
		"another version's":      strings.Replace(good, `"version":1`, `"version":2`, 1),
		"no JSON":                head + "\nmemory\n",
		"unknown member":         head + "\n" + `{"detector":"travel","size":1}` + "\n",
		"value of another shape": head + "\n" + `{"detector":"travel","key":"a","value":[1]}` + "\n",
		"no value":               head + "\n" + `{"detector":"travel","key":"a"}` + "\n",
		"a key twice":            good + rows,
		"endless line":           head + "\n" + strings.Repeat(" ", maxSavedRow+1),
	} {
		t.Run(name, func(t *testing.T) {
			r := filled(t, DefaultConfig())
			before := snapshot(t, r)
			if err := r.Restore(strings.NewReader(text)); !errors.Is(err, ErrSnapshot) {
				t.Errorf("error %v, want %v", err, ErrSnapshot)
			}
			if !bytes.Equal(before, snapshot(t, r)) {
				t.Error("a refused snapshot changed the room")
			}
		})
	}
}

// Rows of a detector that this version does not have are no reason to forget
// the others'.
func TestRestoreUnknownDetector(t *testing.T) {
	data := append(snapshot(t, filled(t, DefaultConfig())), `{"detector":"shadow","key":"a","time":1,"value":{}}`+"\n"...)
	if err := newRoom(t, DefaultConfig()).Restore(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
}

// FuzzRestore: whatever is restored, the room keeps its caps, goes on without
// a panic, and its own snapshot is one.
func FuzzRestore(f *testing.F) {
	c := nervous()
	f.Add(snapshot(f, filled(f, c)))
	f.Add([]byte(`{"room":"uba","version":1}` + "\n" + `{"detector":"access","key":"k","time":9,"value":{"links":[{"to":"host","name":"x"},{"to":"host","name":"x"}]}}`))
	f.Add([]byte(`{"room":"uba","version":1}` + "\n" + `{"detector":"travel","key":"\u0000a","time":-9223372036854775808,"value":{"last":{"time":9223372036854775807}}}`))
	fields := fieldsOf()
	list := observations(f, c, append(times(4, 0, time.Minute, failure("a", "192.0.2.1")), moment{time.Hour, success("a", "192.0.2.1")}))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := New(Deps{Fields: fields}, c)
		if err != nil {
			t.Fatal(err)
		}
		if r.Restore(bytes.NewReader(data)) != nil {
			return
		}
		if r.Held() > r.Cap() {
			t.Errorf("holds %d, the cap is %d", r.Held(), r.Cap())
		}
		var out detect.Results
		for _, o := range list {
			r.Observe(o, &out)
		}
		if r.Held() > r.Cap() {
			t.Errorf("later holds %d, the cap is %d", r.Held(), r.Cap())
		}
		if err := r.Restore(bytes.NewReader(snapshot(t, r))); err != nil {
			t.Errorf("its own snapshot: %v", err)
		}
	})
}

// number is a value for tests of the table: it holds that many things.
type number struct{ N int }

func (n *number) size() int   { return n.N }
func (n *number) fit(per int) { n.N = min(n.N, per) }

// TestTable holds the table against a plain one that looks at all keys for
// each decision.
func TestTable(t *testing.T) {
	const most, horizon = 4, 50
	type plain struct {
		last int64
		n    int
	}
	rapid.Check(t, func(t *rapid.T) {
		table := newTable(most, 100, horizon, func() *number { return new(number) })
		rows := make(map[string]*plain)
		now := int64(0)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			key := rapid.StringMatching("[a-g]").Draw(t, "key")
			time := now + rapid.Int64Range(-30, 30).Draw(t, "time")
			now = max(now, time)
			table.update(key, time, func(n *number) { n.N++ })
			for k, r := range rows {
				if r.last < now-horizon {
					delete(rows, k)
				}
			}
			if rows[key] == nil {
				rows[key] = &plain{last: time}
			}
			rows[key].last = max(rows[key].last, time)
			rows[key].n++
			for len(rows) > most {
				oldest := ""
				for k, r := range rows {
					if o := rows[oldest]; o == nil || r.last < o.last || r.last == o.last && k < oldest {
						oldest = k
					}
				}
				delete(rows, oldest)
			}
			held := 0
			for k, r := range rows {
				held += 1 + r.n
				if got := table.rows[k]; got == nil || got.last != r.last || got.value.N != r.n {
					t.Fatalf("%s: %+v, want %+v", k, got, r)
				}
			}
			if len(table.rows) != len(rows) || table.held() != held {
				t.Fatalf("%d keys and %d held, want %d and %d", len(table.rows), table.held(), len(rows), held)
			}
		}
	})
}
