// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/normalize"
)

func TestContainer(t *testing.T) {
	good, at := three(1)
	bad := bytes.Clone(good)
	bad[at[0]] = 0       // no frame
	bad[at[1]+28] = 0x3f // no document
	sumChunk(bad)
	s, err := normalize.Open(bytes.NewReader(file(good, bad)), normalize.Options{Containers: []normalize.Container{Container{}}})
	if err != nil {
		t.Fatal(err)
	}
	e := event.New(event.NewFields())
	var got []string
	for {
		n, err := s.Next(e)
		if errors.Is(err, io.EOF) {
			break
		}
		line := fmt.Sprintf("%d %d %s", n, len(e.Raw()), e.Root().AppendJSON(nil))
		if r := (*normalize.RecordError)(nil); errors.As(err, &r) {
			line = fmt.Sprintf("%d! %d %v", r.Record, len(e.Raw()), errors.Is(err, ErrRecord))
		} else if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	size := at[2] - at[1]
	first := at[1] - at[0]
	want := []string{
		fmt.Sprintf(`1 %d {"Event":{"EventData":{"n":"1"}}}`, first),
		fmt.Sprintf(`2 %d {"Event":{"EventData":{"n":"2"}}}`, size),
		fmt.Sprintf(`3 %d {"Event":{"EventData":{"n":"3"}}}`, size),
		"4! 0 true",
		fmt.Sprintf("4! %d true", size),
		fmt.Sprintf(`5 %d {"Event":{"EventData":{"n":"3"}}}`, size),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestContainerRefuses(t *testing.T) {
	if (Container{}).Magic([]byte("ElfFile")) || (Container{}).Magic(nil) {
		t.Error("the magic of something shorter")
	}
	s := Container{}.Open(bytes.NewReader([]byte(fileMagic)))
	if _, err := s.Next(event.New(event.NewFields())); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want %v", err, ErrFormat)
	}
}
