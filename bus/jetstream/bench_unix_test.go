// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package jetstream

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gambeson/bus"
)

const eventBytes = 500

// cpu is what the process has used.
func cpu() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// perEvent reports CPU and throughput for each event of messages.
func perEvent(b *testing.B, events int, began time.Duration) {
	b.Helper()
	b.ReportMetric(float64((cpu()-began).Nanoseconds())/1000/float64(b.N*events), "cpu-µs/event")
	b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
}

func benchLog(b *testing.B) *Log {
	b.Helper()
	l, err := Open(b.TempDir(), Deps{Log: quiet()}, small())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	return l
}

// BenchmarkAppend appends messages of so many events, by so many senders at once, with fsync before each acknowledgement.
func BenchmarkAppend(b *testing.B) {
	for _, events := range []int{1, 100, 500} {
		for _, senders := range []int{1, 16} {
			for _, shards := range []int{1, 2} {
				b.Run(fmt.Sprintf("events=%d/senders=%d/shards=%d", events, senders, shards), func(b *testing.B) {
					l := benchLog(b)
					body := make([]byte, events*eventBytes)
					b.SetBytes(int64(len(body)))
					b.ReportAllocs()
					var next atomic.Int64
					began := cpu()
					b.ResetTimer()
					var wg sync.WaitGroup
					for s := range senders {
						wg.Go(func() {
							for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
								if _, err := l.Append(b.Context(), bus.Shard{Stream: bus.Raw, Number: s % shards}, id(int(i)), body); err != nil {
									b.Error(err)
									return
								}
							}
						})
					}
					wg.Wait()
					b.StopTimer()
					perEvent(b, events, began)
					if frames := l.known(raw0).lastSeq; frames > 0 {
						b.ReportMetric(float64(l.known(raw0).last)/float64(frames), "messages/fsync")
					}
				})
			}
		}
	}
}

// BenchmarkRead reads messages back, a mebibyte at a time.
func BenchmarkRead(b *testing.B) {
	for _, events := range []int{100, 500} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			l := benchLog(b)
			body := make([]byte, events*eventBytes)
			const n = 400
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					for range n / 8 {
						if _, err := l.Append(b.Context(), raw0, bus.ID{}, body); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			began := cpu()
			b.ResetTimer()
			for done := 0; done < b.N; {
				after := bus.Position(0)
				for after < n && done < b.N {
					got, err := l.Read(b.Context(), raw0, after, 1<<20)
					if err != nil {
						b.Fatal(err)
					}
					after = got[len(got)-1].Position
					done += len(got)
				}
			}
			b.StopTimer()
			perEvent(b, events, began)
		})
	}
}
