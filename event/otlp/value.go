// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"

	"gambeson/event"
)

func keyValue(key string, v *commonpb.AnyValue) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: key, Value: v}
}

func number(n int64) *commonpb.AnyValue {
	return &commonpb.AnyValue{Value: &commonpb.AnyValue_IntValue{IntValue: n}}
}

func attribute(all []*commonpb.KeyValue, key string) *commonpb.AnyValue {
	for _, x := range all {
		if x.GetKey() == key {
			return x.GetValue()
		}
	}
	return nil
}

// anyValue returns a node as a value. A number beyond 64 bits is its text.
func anyValue(n event.Node) *commonpb.AnyValue {
	switch n.Kind() {
	case event.Bool:
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_BoolValue{BoolValue: n.Bool()}}
	case event.Number:
		if i, ok := n.Int(); ok {
			return number(i)
		}
		if f, ok := n.Float(); ok && strconv.FormatFloat(f, 'g', -1, 64) == string(n.Text()) {
			return &commonpb.AnyValue{Value: &commonpb.AnyValue_DoubleValue{DoubleValue: f}}
		}
		return text(n.Text())
	case event.String:
		return text(n.Text())
	case event.List:
		list := &commonpb.ArrayValue{}
		for c := range n.Children() {
			list.Values = append(list.Values, anyValue(c))
		}
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_ArrayValue{ArrayValue: list}}
	case event.Object:
		object := &commonpb.KeyValueList{}
		for c := range n.Children() {
			object.Values = append(object.Values, keyValue(string(c.Key()), anyValue(c)))
		}
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_KvlistValue{KvlistValue: object}}
	default:
		return &commonpb.AnyValue{}
	}
}

// tree builds an event's tree within its limits.
type tree struct {
	e     *event.Event
	depth int
}

func buildTree(l Log, e *event.Event) error {
	t := tree{e: e}
	r := l.Record
	e.Time, e.Observed = int64(r.GetTimeUnixNano()), int64(r.GetObservedTimeUnixNano())
	if e.Time == 0 {
		e.Time = e.Observed
	}
	copy(e.TraceID[:], r.GetTraceId())
	copy(e.SpanID[:], r.GetSpanId())
	e.BeginObject(nil)
	e.AddUint([]byte("timeUnixNano"), r.GetTimeUnixNano())
	e.AddUint([]byte("observedTimeUnixNano"), r.GetObservedTimeUnixNano())
	e.AddInt([]byte("severityNumber"), int64(r.GetSeverityNumber()))
	e.AddInt([]byte("flags"), int64(r.GetFlags()))
	for _, x := range []struct{ key, value string }{
		{"severityText", r.GetSeverityText()}, {"eventName", r.GetEventName()},
		{"traceId", hex.EncodeToString(r.GetTraceId())}, {"spanId", hex.EncodeToString(r.GetSpanId())},
	} {
		if x.value != "" {
			e.AddString([]byte(x.key), []byte(x.value))
		}
	}
	err := t.value([]byte("body"), r.GetBody())
	if err == nil {
		err = t.object([]byte("attributes"), r.GetAttributes())
	}
	if err == nil {
		err = t.object([]byte("resource"), l.Resource.GetAttributes())
	}
	if err == nil && l.Scope != nil {
		e.BeginObject([]byte("scope"))
		e.AddString([]byte("name"), []byte(l.Scope.GetName()))
		e.AddString([]byte("version"), []byte(l.Scope.GetVersion()))
		err = t.object([]byte("attributes"), l.Scope.GetAttributes())
		if err == nil {
			e.End()
		}
	}
	if err != nil {
		e.ResetTree()
		return err
	}
	e.End()
	return nil
}

func (t *tree) object(key []byte, members []*commonpb.KeyValue) error {
	if err := t.enter(); err != nil {
		return err
	}
	t.e.BeginObject(key)
	for _, x := range members {
		if err := t.value([]byte(x.GetKey()), x.GetValue()); err != nil {
			return err
		}
	}
	t.e.End()
	t.depth--
	return nil
}

func (t *tree) list(key []byte, values []*commonpb.AnyValue) error {
	if err := t.enter(); err != nil {
		return err
	}
	t.e.BeginList(key)
	for _, x := range values {
		if err := t.value(nil, x); err != nil {
			return err
		}
	}
	t.e.End()
	t.depth--
	return nil
}

func (t *tree) enter() error {
	t.depth++
	if t.depth >= event.MaxDepth-2 {
		return fmt.Errorf("%w: %w", ErrMalformed, event.ErrTooDeep)
	}
	return nil
}

func (t *tree) value(key []byte, v *commonpb.AnyValue) error {
	if t.e.Full() {
		return fmt.Errorf("%w: %w", ErrMalformed, event.ErrTooLarge)
	}
	switch x := v.GetValue().(type) {
	case *commonpb.AnyValue_StringValue:
		t.e.AddString(key, []byte(x.StringValue))
	case *commonpb.AnyValue_BytesValue:
		t.e.AddString(key, []byte(base64.StdEncoding.EncodeToString(x.BytesValue)))
	case *commonpb.AnyValue_BoolValue:
		t.e.AddBool(key, x.BoolValue)
	case *commonpb.AnyValue_IntValue:
		t.e.AddInt(key, x.IntValue)
	case *commonpb.AnyValue_DoubleValue:
		t.double(key, x.DoubleValue)
	case *commonpb.AnyValue_ArrayValue:
		return t.list(key, x.ArrayValue.GetValues())
	case *commonpb.AnyValue_KvlistValue:
		return t.object(key, x.KvlistValue.GetValues())
	default:
		t.e.AddNull(key)
	}
	return nil
}

// double adds a number, or the text that OTLP's JSON has for what is none.
func (t *tree) double(key []byte, f float64) {
	switch {
	case math.IsNaN(f):
		t.e.AddString(key, []byte("NaN"))
	case math.IsInf(f, 1):
		t.e.AddString(key, []byte("Infinity"))
	case math.IsInf(f, -1):
		t.e.AddString(key, []byte("-Infinity"))
	default:
		t.e.AddNumber(key, strconv.AppendFloat(nil, f, 'g', -1, 64))
	}
}
