// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"gambeson/event"
)

// TestObservation shows that what is written is what is read, and that what is cut off is no observation.
func TestObservation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Observation{
			Room: rapid.String().Draw(t, "room"), Tenant: rapid.String().Draw(t, "tenant"), Key: rapid.String().Draw(t, "key"),
			Time: rapid.Int64().Draw(t, "time"), Part: rapid.Int().Draw(t, "part"),
			Of: event.Evidence{
				Event: event.NewID(rapid.String().Draw(t, "event")), Source: rapid.String().Draw(t, "source"), Record: rapid.Int().Draw(t, "record"),
			},
			Data: json.RawMessage(rapid.SliceOf(rapid.Byte()).Draw(t, "data")),
		}
		data := in.Encode()
		out, err := DecodeObservation(data)
		if err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(in, out, cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		end := rapid.IntRange(0, len(data)-1).Draw(t, "end")
		if _, err := DecodeObservation(data[:end]); !errors.Is(err, ErrObservation) {
			t.Fatalf("cut off at %d of %d: %v", end, len(data), err)
		}
	})
}

// FuzzObservation shows that any bytes are an observation, of which nothing is kept, or an error.
func FuzzObservation(f *testing.F) {
	f.Add((&Observation{Room: "uba", Key: "ada", Time: 1, Data: json.RawMessage(`{}`)}).Encode())
	f.Add([]byte{observationVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.Clone(data)
		o, err := DecodeObservation(data)
		if err != nil {
			return
		}
		first := o.Encode()
		clear(data)
		again, err := DecodeObservation(first)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, o.Encode()) {
			t.Fatal("the observation keeps what it was read from")
		}
		if d := gocmp.Diff(o, again); d != "" {
			t.Fatal(d)
		}
	})
}
