// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"gambeson/event"
	"gambeson/event/ocsf"
)

func newEvent(t testing.TB) *event.Event {
	t.Helper()
	f := event.NewFields()
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	return event.New(f)
}

// TestOwnEvents shows that an event of ours comes back with its header and
// bytes, whatever they hold.
func TestOwnEvents(t *testing.T) {
	e, back := newEvent(t), newEvent(t)
	for _, raw := range []string{`{"a":[1,2.5,"x",null,{"b":true}],"big":12345678901234567890}`, "not UTF-8: \xff\x00", ""} {
		e.Reset([]byte(raw))
		_ = e.ParseJSON() // a tree or none
		e.Header = event.Header{
			ID: event.NewID("event", "x"), Tenant: "acme", Source: "a\xff.log", Record: 7, Sensor: "ws1",
			Format: "windows", Vendor: "Microsoft", Product: "Sysmon", Channel: "Security", Provider: "p", EventID: 4688,
			Time: 1_700_000_000_000_000_001, Observed: 2, Class: ocsf.ProcessActivity, Activity: 1, Severity: event.SeverityHigh,
			TraceID: [16]byte{1, 2}, SpanID: [8]byte{3},
		}
		log, err := FromEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		if log.Record.GetEventName() != "ocsf.process_activity" {
			t.Errorf("event name %q", log.Record.GetEventName())
		}
		if err := ToEvent(overTheWire(t, log), back); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(e.Header, back.Header); d != "" {
			t.Errorf("%q: header: %s", raw, d)
		}
		if string(back.Raw()) != raw {
			t.Errorf("%q came back as %q", raw, back.Raw())
		}
	}
}

// overTheWire returns l as a receiver has it.
func overTheWire(t *testing.T, l Log) Log {
	t.Helper()
	b, err := proto.Marshal(l.ResourceLogs())
	if err != nil {
		t.Fatal(err)
	}
	var r logspb.ResourceLogs
	if err := proto.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return Logs(&r)[0]
}

func drawValue(depth int) *rapid.Generator[*commonpb.AnyValue] {
	return rapid.Custom(func(t *rapid.T) *commonpb.AnyValue {
		kinds := 6
		if depth == 0 {
			kinds = 4
		}
		switch rapid.IntRange(0, kinds).Draw(t, "kind") {
		case 0:
			return &commonpb.AnyValue{}
		case 1:
			return number(rapid.Int64().Draw(t, "int"))
		case 2:
			return &commonpb.AnyValue{Value: &commonpb.AnyValue_DoubleValue{DoubleValue: rapid.Float64().Draw(t, "double")}}
		case 3:
			return text([]byte(rapid.String().Draw(t, "text")))
		case 4:
			return &commonpb.AnyValue{Value: &commonpb.AnyValue_BytesValue{BytesValue: rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")}}
		case 5:
			return &commonpb.AnyValue{Value: &commonpb.AnyValue_ArrayValue{ArrayValue: &commonpb.ArrayValue{
				Values: rapid.SliceOfN(drawValue(depth-1), 0, 3).Draw(t, "list"),
			}}}
		default:
			return &commonpb.AnyValue{Value: &commonpb.AnyValue_KvlistValue{KvlistValue: &commonpb.KeyValueList{Values: drawAttributes(t, depth-1)}}}
		}
	})
}

func drawAttributes(t *rapid.T, depth int) []*commonpb.KeyValue {
	var out []*commonpb.KeyValue
	for range rapid.IntRange(0, 3).Draw(t, "attributes") {
		out = append(out, keyValue(rapid.String().Draw(t, "key"), drawValue(depth).Draw(t, "value")))
	}
	return out
}

// TestForeignRecords shows that any record comes back as it was, and that its
// values are in the tree.
func TestForeignRecords(t *testing.T) {
	e := newEvent(t)
	rapid.Check(t, func(t *rapid.T) {
		in := Log{
			Resource: &resourcepb.Resource{Attributes: drawAttributes(t, 2), DroppedAttributesCount: rapid.Uint32().Draw(t, "dropped")},
			Scope:    &commonpb.InstrumentationScope{Name: rapid.String().Draw(t, "scope")}, ScopeSchema: "s", ResourceSchema: "r",
			Record: &logspb.LogRecord{
				TimeUnixNano: rapid.Uint64().Draw(t, "time"), ObservedTimeUnixNano: rapid.Uint64().Draw(t, "observed"),
				SeverityNumber: logspb.SeverityNumber(rapid.Int32Range(0, 24).Draw(t, "severity")), SeverityText: rapid.String().Draw(t, "text"),
				Body: drawValue(3).Draw(t, "body"), Attributes: drawAttributes(t, 3), Flags: rapid.Uint32().Draw(t, "flags"),
				TraceId: rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "trace"), SpanId: rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, "span"),
				EventName: rapid.String().Draw(t, "name"), DroppedAttributesCount: 3,
			},
		}
		if err := ToEvent(in, e); err != nil {
			t.Fatal(err)
		}
		if got := e.Root().Child("attributes").Len(); got != len(in.Record.GetAttributes()) {
			t.Fatalf("%d attributes in the tree, want %d", got, len(in.Record.GetAttributes()))
		}
		out, err := FromEvent(e)
		if err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(in.ResourceLogs(), out.ResourceLogs()) {
			t.Fatalf("in %v\nout %v", in, out)
		}
	})
}

func TestRefuses(t *testing.T) {
	deep := &commonpb.AnyValue{}
	for range event.MaxDepth {
		deep = &commonpb.AnyValue{Value: &commonpb.AnyValue_ArrayValue{ArrayValue: &commonpb.ArrayValue{Values: []*commonpb.AnyValue{deep}}}}
	}
	wide := &commonpb.ArrayValue{}
	for range event.MaxNodes + 1 {
		wide.Values = append(wide.Values, number(1))
	}
	id := keyValue(attrID, text([]byte("not an id")))
	for name, r := range map[string]*logspb.LogRecord{
		"too deep":           {Body: deep},
		"too many values":    {Body: &commonpb.AnyValue{Value: &commonpb.AnyValue_ArrayValue{ArrayValue: wide}}},
		"ours without bytes": {Attributes: []*commonpb.KeyValue{id}},
		"ours with a bad id": {Attributes: []*commonpb.KeyValue{id, keyValue(attrOriginal, text(nil))}},
	} {
		e := newEvent(t)
		if err := ToEvent(Log{Record: r}, e); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, want %v", name, err, ErrMalformed)
		}
		if e.Root().Exists() {
			t.Errorf("%s: a tree is left", name)
		}
	}
}
