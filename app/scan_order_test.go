// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// parkTest is how many bytes may be parked in these tests.
const parkTest = 1 << 10

// writeTurns lets workers write the parts of inputs, taken up in order, with a random number of delays between the
// parts, and returns the first error that one of them got.
func writeTurns(ctx context.Context, turns *turns, inputs, workers, partSize int, seed uint64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tasks := make(chan int)
	var wait sync.WaitGroup
	for w := range workers {
		random := rand.New(rand.NewPCG(seed, uint64(w)))
		wait.Go(func() {
			for turn := range tasks {
				if err := writeInput(ctx, turns, turn, partSize, random); err != nil {
					cancel(err)
				}
			}
		})
	}
	for turn := range inputs {
		select {
		case tasks <- turn:
		case <-ctx.Done():
		}
	}
	close(tasks)
	wait.Wait()
	return context.Cause(ctx)
}

// writeInput writes up to five parts, each "input.part " and padding.
func writeInput(ctx context.Context, turns *turns, turn, partSize int, random *rand.Rand) error {
	parts := 1 + turn%5
	for i := range parts {
		for range random.IntN(200) {
			runtime.Gosched()
		}
		p := part{text: append(fmt.Appendf(nil, "%d.%d ", turn, i), make([]byte, partSize)...)}
		write := turns.write
		if i == parts-1 {
			write = turns.end
		}
		if err := write(ctx, turn, p); err != nil {
			return err
		}
	}
	return nil
}

// wantTurns is what writeTurns has written when all went well.
func wantTurns(inputs int) string {
	var b strings.Builder
	for turn := range inputs {
		for i := range 1 + turn%5 {
			fmt.Fprintf(&b, "%d.%d ", turn, i)
		}
	}
	return b.String()
}

// TestTurns: whoever is faster, parts are written in the order of the inputs, one at a time, and no more is parked than
// may be. Small parts are all parked; of large ones workers have to wait.
func TestTurns(t *testing.T) {
	for _, tt := range []struct{ inputs, workers, partSize int }{{2000, 1, 0}, {2000, 8, 0}, {2000, 8, parkTest / 4}, {500, 8, parkTest + 1}} {
		var got bytes.Buffer
		var turns *turns
		turns = newTurns(func(p part) error {
			got.Write(bytes.TrimRight(p.text, "\x00")) // a race if two emit at once
			if turns.bytes > parkTest || turns.bytes < 0 {
				t.Errorf("%d bytes are parked", turns.bytes)
			}
			return nil
		}, parkTest)
		if err := writeTurns(t.Context(), turns, tt.inputs, tt.workers, tt.partSize, 1); err != nil {
			t.Fatalf("%+v: %v", tt, err)
		}
		if got.String() != wantTurns(tt.inputs) {
			t.Errorf("%+v: out of order: %.300s", tt, got.String())
		}
		if turns.bytes != 0 || len(turns.parked) != 0 || len(turns.ended) > 1 {
			t.Errorf("%+v: %d bytes in %d inputs are left, %d ends", tt, turns.bytes, len(turns.parked), len(turns.ended))
		}
	}
}

// TestTurnsFail: when writing fails or the scan is cancelled all workers end, and what was written until then is a
// beginning of what would have been.
func TestTurnsFail(t *testing.T) {
	full := errors.New("disk full")
	for seed := range uint64(20) {
		for _, partSize := range []int{0, parkTest / 4} {
			var got bytes.Buffer
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("the workers wait for each other"))
			at := 3 * int(seed)
			turns := newTurns(func(p part) error {
				if at--; at < 0 {
					return full
				}
				got.Write(bytes.TrimRight(p.text, "\x00"))
				return nil
			}, parkTest)
			err := writeTurns(ctx, turns, 60, 4, partSize, seed)
			cancel()
			if !errors.Is(err, full) {
				t.Errorf("seed %d, parts of %d: error %v, want %v", seed, partSize, err, full)
			}
			if !strings.HasPrefix(wantTurns(60), got.String()) || at != -1 {
				t.Errorf("seed %d: wrote %q, then tried %d times", seed, got.String(), -at)
			}
		}
	}
}

// TestTurnsCancel: a worker that waits for its turn ends with the context, and says why that ended.
func TestTurnsCancel(t *testing.T) {
	why := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	turns := newTurns(func(part) error { return nil }, parkTest)
	done := make(chan error)
	go func() { done <- turns.write(ctx, 1, part{text: make([]byte, parkTest+1)}) }()
	cancel(why)
	if err := <-done; !errors.Is(err, why) {
		t.Errorf("error %v, want %v", err, why)
	}
}
