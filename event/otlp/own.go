// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"fmt"
	"unicode/utf8"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"

	"gambeson/event"
	"gambeson/event/ocsf"
)

// Attributes of our own records.
const (
	attrID       = "gambeson.event.id"
	attrSource   = "gambeson.source"
	attrRecord   = "gambeson.record"
	attrFormat   = "gambeson.format"
	attrVendor   = "gambeson.vendor"
	attrProduct  = "gambeson.product"
	attrChannel  = "gambeson.channel"
	attrProvider = "gambeson.provider"
	attrEventID  = "gambeson.event_id"
	attrClass    = "gambeson.class_uid"
	attrActivity = "gambeson.activity_id"
	attrSeverity = "gambeson.severity_id"
	attrOCSF     = "gambeson.ocsf"
	attrOriginal = "log.record.original"

	resourceTenant = "gambeson.tenant"
	resourceHost   = "host.name"
)

// own returns an event of our own as a record.
func own(e *event.Event) (Log, error) {
	body, err := parseBody(e)
	if err != nil {
		return Log{}, err
	}
	r := &logspb.LogRecord{
		TimeUnixNano: uint64(e.Time), ObservedTimeUnixNano: uint64(e.Observed),
		SeverityNumber: severityNumber(e.Severity), SeverityText: e.Severity.String(),
		Body: body, EventName: "ocsf." + e.Class.Name(),
	}
	if e.TraceID != ([16]byte{}) {
		r.TraceId = e.TraceID[:]
	}
	if e.SpanID != ([8]byte{}) {
		r.SpanId = e.SpanID[:]
	}
	texts := []struct{ key, value string }{
		{attrID, e.ID.String()}, {attrSource, e.Source}, {attrFormat, e.Format}, {attrVendor, e.Vendor},
		{attrProduct, e.Product}, {attrChannel, e.Channel}, {attrProvider, e.Provider},
	}
	for _, x := range texts {
		if x.value != "" {
			r.Attributes = append(r.Attributes, keyValue(x.key, text([]byte(x.value))))
		}
	}
	for _, x := range []struct {
		key   string
		value int64
	}{
		{attrRecord, int64(e.Record)}, {attrEventID, int64(e.EventID)}, {attrClass, int64(e.Class)},
		{attrActivity, int64(e.Activity)}, {attrSeverity, int64(e.Severity)},
	} {
		if x.value != 0 {
			r.Attributes = append(r.Attributes, keyValue(x.key, number(x.value)))
		}
	}
	if e.OCSF {
		r.Attributes = append(r.Attributes, keyValue(attrOCSF, &commonpb.AnyValue{Value: &commonpb.AnyValue_BoolValue{BoolValue: true}}))
	}
	r.Attributes = append(r.Attributes, keyValue(attrOriginal, text(e.Raw())))
	resource := &resourcepb.Resource{}
	if e.Tenant != "" {
		resource.Attributes = append(resource.Attributes, keyValue(resourceTenant, text([]byte(e.Tenant))))
	}
	if e.Sensor != "" {
		resource.Attributes = append(resource.Attributes, keyValue(resourceHost, text([]byte(e.Sensor))))
	}
	return Log{Resource: resource, Record: r}, nil
}

// parseBody returns the OCSF event as a value.
func parseBody(e *event.Event) (*commonpb.AnyValue, error) {
	doc := event.New(e.Fields())
	doc.Reset(e.AppendOCSF(nil))
	if err := doc.ParseJSON(); err != nil {
		return nil, fmt.Errorf("%w: body: %w", ErrMalformed, err)
	}
	return anyValue(doc.Root()), nil
}

// restore makes the event of ours that l carries.
func restore(l Log, id string, e *event.Event) error {
	r := l.Record
	raw := attribute(r.GetAttributes(), attrOriginal)
	if raw == nil {
		return fmt.Errorf("%w: %s without %s", ErrMalformed, attrID, attrOriginal)
	}
	e.Reset(bytesOf(raw))
	var err error
	if e.ID, err = event.ParseID(id); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrMalformed, attrID, err)
	}
	e.Time, e.Observed = int64(r.GetTimeUnixNano()), int64(r.GetObservedTimeUnixNano())
	copy(e.TraceID[:], r.GetTraceId())
	copy(e.SpanID[:], r.GetSpanId())
	for _, x := range r.GetAttributes() {
		setHeader(e, x)
	}
	for _, x := range l.Resource.GetAttributes() {
		switch x.GetKey() {
		case resourceTenant:
			e.Tenant = string(bytesOf(x.GetValue()))
		case resourceHost:
			e.Sensor = string(bytesOf(x.GetValue()))
		}
	}
	return nil
}

func setHeader(e *event.Event, x *commonpb.KeyValue) {
	texts := map[string]*string{
		attrSource: &e.Source, attrFormat: &e.Format, attrVendor: &e.Vendor, attrProduct: &e.Product,
		attrChannel: &e.Channel, attrProvider: &e.Provider,
	}
	if p := texts[x.GetKey()]; p != nil {
		*p = string(bytesOf(x.GetValue()))
		return
	}
	n := x.GetValue().GetIntValue()
	switch x.GetKey() {
	case attrRecord:
		e.Record = int(n)
	case attrEventID:
		e.EventID = uint32(n)
	case attrClass:
		e.Class = ocsf.Class(n)
	case attrActivity:
		e.Activity = uint8(n)
	case attrSeverity:
		e.Severity = event.Severity(n)
	case attrOCSF:
		e.OCSF = x.GetValue().GetBoolValue()
	}
}

// severityNumber returns the number that OpenTelemetry gives the severity.
func severityNumber(s event.Severity) logspb.SeverityNumber {
	switch s {
	case event.SeverityInformational:
		return logspb.SeverityNumber_SEVERITY_NUMBER_INFO
	case event.SeverityLow:
		return logspb.SeverityNumber_SEVERITY_NUMBER_INFO2
	case event.SeverityMedium:
		return logspb.SeverityNumber_SEVERITY_NUMBER_WARN
	case event.SeverityHigh:
		return logspb.SeverityNumber_SEVERITY_NUMBER_ERROR
	case event.SeverityCritical:
		return logspb.SeverityNumber_SEVERITY_NUMBER_ERROR2
	case event.SeverityFatal:
		return logspb.SeverityNumber_SEVERITY_NUMBER_FATAL
	default:
		return logspb.SeverityNumber_SEVERITY_NUMBER_UNSPECIFIED
	}
}

// text returns b as a string value, or as bytes where it is not UTF-8, which a
// string of protobuf cannot hold.
func text(b []byte) *commonpb.AnyValue {
	if utf8.Valid(b) {
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: string(b)}}
	}
	return &commonpb.AnyValue{Value: &commonpb.AnyValue_BytesValue{BytesValue: append([]byte(nil), b...)}}
}

// bytesOf returns what text was given.
func bytesOf(v *commonpb.AnyValue) []byte {
	if b, ok := v.GetValue().(*commonpb.AnyValue_BytesValue); ok {
		return b.BytesValue
	}
	return []byte(v.GetStringValue())
}
