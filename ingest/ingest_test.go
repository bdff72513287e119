// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/event"
	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
)

func web() ingest.Sender { return ingest.Sender{Tenant: "acme", Source: "web", Format: "json"} }

func newAcceptor(tb testing.TB, log ingest.Appender, change func(*ingest.Config)) *ingest.Acceptor {
	tb.Helper()
	c := ingest.DefaultConfig()
	if change != nil {
		change(&c)
	}
	a, err := ingest.New(log, slog.New(slog.DiscardHandler), c)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func batch(data ...string) *event.Batch {
	b := &event.Batch{}
	for _, d := range data {
		b.Records = append(b.Records, event.BatchRecord{Data: []byte(d)})
	}
	return b
}

func TestAcceptNamesWhatComes(t *testing.T) {
	log := &ingesttest.Log{}
	a := newAcceptor(t, log, nil)
	hostile := batch("a", "b")
	hostile.Tenant, hostile.Source = "other", "other"
	if err := a.Accept(t.Context(), web(), hostile); err != nil {
		t.Fatal(err)
	}
	own := batch("c")
	own.Stream, own.Format, own.Records[0].Position = "file/1", "syslog", 4096
	if err := a.Accept(t.Context(), web(), own); err != nil {
		t.Fatal(err)
	}
	if err := a.Accept(t.Context(), web(), &event.Batch{}); err != nil {
		t.Fatal(err)
	}
	got := log.Batches()
	if len(got) != 2 {
		t.Fatalf("%d messages, want 2", len(got))
	}
	if b := got[0]; b.Tenant != "acme" || b.Source != "web" || b.Format != "json" || !strings.HasPrefix(b.Stream, "request/") || b.Records[1].Position != 1 {
		t.Errorf("request: %+v", b)
	}
	if b := got[1]; b.Format != "syslog" || b.Stream != "file/1" || b.Records[0].Position != 4096 {
		t.Errorf("with positions: %+v", b)
	}
}

// TestOnce accepts random batches, some of them again, over a log that loses acknowledgements, in several lives of the
// acceptor.
func TestOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		log := &ingesttest.Log{}
		few := func(c *ingest.Config) { c.BatchRecords, c.BatchBytes = 3, 20 }
		a := newAcceptor(t, log, few)
		want := map[string]int{}
		var sent []*event.Batch
		for i := range rapid.IntRange(1, 20).Draw(rt, "batches") {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				a = newAcceptor(t, log, few)
			case 1:
				if len(sent) > 0 {
					if err := a.Accept(t.Context(), web(), rapid.SampledFrom(sent).Draw(rt, "again")); err != nil {
						rt.Fatal(err)
					}
				}
			default:
				b := batch()
				for j := range rapid.IntRange(1, 10).Draw(rt, "records") {
					data := fmt.Sprintf("%d.%d.%s", i, j, rapid.StringN(0, 10, 30).Draw(rt, "data"))
					b.Records = append(b.Records, event.BatchRecord{Position: uint64(j), Data: []byte(data)})
					want[data]++
				}
				if rapid.Bool().Draw(rt, "named") {
					b.Stream = fmt.Sprintf("key/%d", i)
				}
				log.LoseAcks(rapid.Bool().Draw(rt, "lost"))
				err := a.Accept(t.Context(), web(), b)
				log.LoseAcks(false)
				if err != nil {
					err = a.Accept(t.Context(), web(), b)
				}
				if err != nil {
					rt.Fatal(err)
				}
				sent = append(sent, b)
			}
		}
		got := map[string]int{}
		ids := map[event.ID]bool{}
		for _, r := range log.Records() {
			got[r.Data]++
			ids[r.ID] = true
		}
		if d := cmp.Diff(want, got); d != "" {
			rt.Fatal(d)
		}
		if len(ids) != len(log.Records()) {
			rt.Fatalf("%d ids for %d records", len(ids), len(log.Records()))
		}
		for _, b := range log.Batches() {
			if len(b.Records) > 3 {
				rt.Fatalf("a message of %d records", len(b.Records))
			}
		}
	})
}

func TestLimits(t *testing.T) {
	log := &ingesttest.Log{}
	a := newAcceptor(t, log, func(c *ingest.Config) { c.MaxRecordBytes = 10 })
	if err := a.Accept(t.Context(), web(), batch("0123456789", "0123456789x")); !errors.Is(err, ingest.ErrTooLarge) || !strings.Contains(err.Error(), "record 2") {
		t.Errorf("error: %v", err)
	}
	if n := log.Appends(); n != 0 {
		t.Errorf("%d appends of a batch that was refused", n)
	}
	if got := a.Stats()[0].Refused; !cmp.Equal(got, map[string]uint64{"too_large": 1}) {
		t.Errorf("refused: %v", got)
	}
}

func TestQuotas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		a := newAcceptor(t, log, func(c *ingest.Config) {
			c.SourceQuota.EventsPerSecond = 1
			c.TenantQuota.BytesPerSecond = 10
		})
		accept := func(s ingest.Sender, n int) time.Duration {
			t.Helper()
			b := batch()
			for range n {
				b.Records = append(b.Records, event.BatchRecord{Data: []byte("12345")})
			}
			b.Stream = fmt.Sprint(time.Now().UnixNano())
			err := a.Accept(t.Context(), s, b)
			if q, ok := errors.AsType[*ingest.QuotaError](err); ok {
				return q.RetryAfter.Round(time.Second)
			}
			if err != nil {
				t.Fatal(err)
			}
			return 0
		}
		other, stranger := web(), web()
		other.Source, stranger.Tenant = "mail", "other"
		for i, x := range []struct {
			sleep time.Duration
			who   ingest.Sender
			n     int
			want  time.Duration
		}{
			{0, web(), 10, 0},                // the burst of ten seconds
			{0, web(), 1, time.Second},       // the source has none left
			{0, other, 11, 0},                // 105 of 100 bytes: into debt
			{0, other, 1, 2 * time.Second},   // the source has -1 events
			{0, stranger, 1, 0},              // another tenant
			{2 * time.Second, web(), 1, 0},   // 15 bytes again
			{time.Second, other, 1, 0},       // 20 bytes
			{time.Hour, web(), 11, 0},        // no more than a burst was saved up
			{0, web(), 1, 2 * time.Second},   // refused
			{2 * time.Second, web(), 1, 0},   // after as long as it was told
			{10 * time.Second, web(), 10, 0}, // and again
		} {
			time.Sleep(x.sleep)
			if got := accept(x.who, x.n); got != x.want {
				t.Errorf("step %d: told to wait %s, want %s", i, got, x.want)
			}
		}
	})
}

// TestQuotaOfRefused shows that what the log did not take costs nothing.
func TestQuotaOfRefused(t *testing.T) {
	log := &ingesttest.Log{}
	a := newAcceptor(t, log, func(c *ingest.Config) { c.SourceQuota.EventsPerSecond = 1 })
	log.Fail(ingest.ErrFull)
	for range 20 {
		if err := a.Accept(t.Context(), web(), batch("a", "b")); !errors.Is(err, ingest.ErrFull) {
			t.Fatal(err)
		}
	}
	log.Fail(nil)
	if err := a.Accept(t.Context(), web(), batch("a", "b")); err != nil {
		t.Error(err)
	}
}

func TestReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAcceptor(t, &ingesttest.Log{}, func(c *ingest.Config) { c.MaxRecordBytes, c.MaxRequestBytes, c.MaxBytesInFlight = 1, 1, 100 })
		must := func(want error, ctx context.Context, n int) {
			t.Helper()
			if err := a.Reserve(ctx, n); !errors.Is(err, want) {
				t.Errorf("reserve %d: %v, want %v", n, err, want)
			}
		}
		must(ingest.ErrTooLarge, t.Context(), 101)
		must(nil, t.Context(), 60)
		must(nil, t.Context(), 40)
		must(ingest.ErrBusy, t.Context(), 1)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		must(context.Canceled, ctx, 1)
		// A large one waits in front of a small one, and gives up: the small one is let in.
		go func() { must(ingest.ErrBusy, t.Context(), 100) }()
		time.Sleep(time.Second)
		a.Release(40)
		go func() { must(nil, t.Context(), 30) }()
		time.Sleep(2 * time.Second)
		if n := a.InFlight(); n != 90 {
			t.Errorf("%d bytes in flight, want 90", n)
		}
		a.Release(90)
		must(nil, t.Context(), 100)
	})
}

func TestShutdownWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		a := newAcceptor(t, log, nil)
		release := log.Hold()
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := a.Accept(t.Context(), web(), batch("a")); err != nil {
				t.Errorf("what had begun: %v", err)
			}
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := a.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("did not wait: %v", err)
		}
		if err := a.Accept(t.Context(), web(), batch("b")); !errors.Is(err, ingest.ErrClosed) {
			t.Errorf("what came later: %v", err)
		}
		release()
		if err := a.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		wg.Wait()
	})
}

func TestSilentSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		c := ingest.DefaultConfig()
		c.SilentAfter = time.Hour
		a, err := ingest.New(&ingesttest.Log{}, slog.New(slog.NewTextHandler(&out, nil)), c)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { a.Watch(ctx) })
		send := func() {
			if err := a.Accept(ctx, web(), batch("a")); err != nil {
				t.Error(err)
			}
		}
		send()
		time.Sleep(59 * time.Minute)
		if a.Stats()[0].Silent {
			t.Error("silent too early")
		}
		time.Sleep(2 * time.Hour)
		if !a.Stats()[0].Silent {
			t.Error("not reported")
		}
		send()
		time.Sleep(2 * time.Minute)
		cancel()
		wg.Wait()
		for _, want := range []string{"source is silent", "source is heard again"} {
			if n := strings.Count(out.String(), want); n != 1 {
				t.Errorf("%q stands %d times in the log:\n%s", want, n, out.String())
			}
		}
	})
}

func TestConfig(t *testing.T) {
	if err := ingest.DefaultConfig().Validate(); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*ingest.Config){
		"max_record_bytes":    func(c *ingest.Config) { c.MaxRecordBytes = 8 << 20 },
		"max_request_bytes":   func(c *ingest.Config) { c.MaxRequestBytes = 1 },
		"max_bytes_in_flight": func(c *ingest.Config) { c.MaxBytesInFlight = 1 },
		"batch_records":       func(c *ingest.Config) { c.BatchRecords = 0 },
		"batch_wait":          func(c *ingest.Config) { c.BatchWait = 0 },
		"events_per_second":   func(c *ingest.Config) { c.SourceQuota.EventsPerSecond = -1 },
	} {
		c := ingest.DefaultConfig()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestAddress(t *testing.T) {
	got := ingest.Address(&net.TCPAddr{IP: net.ParseIP("::ffff:10.1.2.3"), Port: 5})
	if want := netip.MustParseAddr("10.1.2.3"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := ingest.Address(nil); got.IsValid() {
		t.Errorf("no address is %s", got)
	}
}
