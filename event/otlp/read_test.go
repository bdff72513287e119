// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"errors"
	"testing"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/proto"
)

func TestRead(t *testing.T) {
	e := newEvent(t)
	encoded := func(body *commonpb.AnyValue) []byte {
		data, err := proto.Marshal(Log{Record: &logspb.LogRecord{Body: body}}.ResourceLogs())
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if err := Read(encoded(text([]byte(`{"EventID":1}`))), e); err != nil || string(e.Raw()) != `{"EventID":1}` || e.Root().Exists() {
		t.Errorf("a text: %v, %q", err, e.Raw())
	}
	object := &commonpb.AnyValue{Value: &commonpb.AnyValue_KvlistValue{KvlistValue: &commonpb.KeyValueList{
		Values: []*commonpb.KeyValue{keyValue("user", text([]byte("m.weber")))},
	}}}
	if err := Read(encoded(object), e); err != nil || string(e.Root().Path("body", "user").Text()) != "m.weber" {
		t.Errorf("an object: %v, %s", err, e.Root().AppendJSON(nil))
	}
	for _, bad := range [][]byte{nil, {0xff}, []byte("no protobuf at all")} {
		if err := Read(bad, e); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v, want %v", bad, err, ErrMalformed)
		}
	}
}

// FuzzRead shows that any bytes are an event or an error.
func FuzzRead(f *testing.F) {
	data, err := proto.Marshal(Log{Record: &logspb.LogRecord{Body: number(1), Attributes: []*commonpb.KeyValue{keyValue(attrID, text([]byte("x")))}}}.ResourceLogs())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	e := newEvent(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := Read(data, e); err != nil && !errors.Is(err, ErrMalformed) {
			t.Fatal(err)
		}
	})
}
