// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	collogspb "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
	"gambeson/event/otlp"
	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
	door "gambeson/ingest/otlp"
)

// overGRPC and overHTTP are the two doors of a Door, each as one that the suite opens.
type overGRPC struct{ *door.Door }

func (d overGRPC) Serve(ctx context.Context, ln net.Listener) error { return d.ServeGRPC(ctx, ln) }

type overHTTP struct{ *door.Door }

func (d overHTTP) Serve(ctx context.Context, ln net.Listener) error { return d.ServeHTTP(ctx, ln) }

func newDoor(tb testing.TB, d ingest.Deps) *door.Door {
	tb.Helper()
	c := door.DefaultConfig()
	c.ReadTimeout, c.IdleTimeout = ingesttest.Timeout, ingesttest.Timeout
	c.MaxMessageBytes = d.Acceptor.Config().MaxRequestBytes
	dr, err := door.New(d, c)
	if err != nil {
		tb.Fatal(err)
	}
	return dr
}

func openGRPC(tb testing.TB, d ingest.Deps) (string, func()) {
	tb.Helper()
	return ingesttest.Serve(tb, overGRPC{newDoor(tb, d)})
}

func openHTTP(tb testing.TB, d ingest.Deps) (string, func()) {
	tb.Helper()
	return ingesttest.Serve(tb, overHTTP{newDoor(tb, d)})
}

// request has log records whose bodies are texts.
func request(bodies ...string) *collogspb.ExportLogsServiceRequest {
	scope := &logspb.ScopeLogs{Scope: &commonpb.InstrumentationScope{Name: "test"}}
	for i, b := range bodies {
		scope.LogRecords = append(scope.LogRecords, &logspb.LogRecord{TimeUnixNano: uint64(i), Body: text(b), TraceId: bytes.Repeat([]byte{0xab}, 16), SpanId: bytes.Repeat([]byte{0xcd}, 8)})
	}
	return &collogspb.ExportLogsServiceRequest{ResourceLogs: []*logspb.ResourceLogs{{ScopeLogs: []*logspb.ScopeLogs{scope}}}}
}

func text(s string) *commonpb.AnyValue {
	return &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: s}}
}

// export sends over gRPC and says what the answer means.
func export(ctx context.Context, address, token string, req *collogspb.ExportLogsServiceRequest) (time.Duration, error) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	}
	res, err := collogspb.NewLogsServiceClient(conn).Export(ctx, req)
	if err == nil {
		return 0, partial(res)
	}
	var wait time.Duration
	s := status.Convert(err)
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			wait = info.GetRetryDelay().AsDuration()
		}
	}
	meaning := map[codes.Code]error{
		codes.Unauthenticated: ingest.ErrUnauthenticated, codes.InvalidArgument: ingest.ErrMalformed, codes.Unavailable: ingest.ErrUnavailable,
		codes.ResourceExhausted: ingest.ErrTooLarge,
	}[s.Code()]
	if s.Code() == codes.ResourceExhausted && wait > 0 {
		meaning = ingest.ErrQuota
	}
	if meaning == nil {
		meaning = errors.New(s.Code().String())
	}
	return wait, fmt.Errorf("%w: %s", meaning, s.Message())
}

func partial(res *collogspb.ExportLogsServiceResponse) error {
	if p := res.GetPartialSuccess(); p.GetRejectedLogRecords() > 0 {
		return fmt.Errorf("%w: %d rejected: %s", ingest.ErrTooLarge, p.GetRejectedLogRecords(), p.GetErrorMessage())
	}
	return nil
}

// post sends over HTTP and says what the answer means.
func post(ctx context.Context, address, token, kind string, body []byte) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/v1/logs", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", kind)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode == http.StatusOK {
		var out collogspb.ExportLogsServiceResponse
		decode := proto.Unmarshal
		if kind == "application/json" {
			decode = protojson.Unmarshal
		}
		if err := decode(answer, &out); err != nil {
			return 0, err
		}
		return 0, partial(&out)
	}
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	meaning, ok := map[int]error{
		400: ingest.ErrMalformed, 401: ingest.ErrUnauthenticated, 413: ingest.ErrTooLarge, 415: ingest.ErrEncoding,
		429: ingest.ErrQuota, 503: ingest.ErrUnavailable,
	}[res.StatusCode]
	if !ok {
		meaning = errors.New(res.Status)
	}
	return time.Duration(seconds) * time.Second, fmt.Errorf("%w: %s", meaning, answer)
}

func TestSuiteGRPC(t *testing.T) {
	ingesttest.Suite(t, ingesttest.Transport{
		Open: openGRPC, Acks: true,
		Send: func(ctx context.Context, address, token string, records []string) (time.Duration, error) {
			return export(ctx, address, token, request(records...))
		},
		Half: halfCall,
	})
}

func TestSuiteHTTP(t *testing.T) {
	ingesttest.Suite(t, ingesttest.Transport{
		Open: openHTTP, Acks: true,
		Send: func(ctx context.Context, address, token string, records []string) (time.Duration, error) {
			body, err := proto.Marshal(request(records...))
			if err != nil {
				return 0, err
			}
			return post(ctx, address, token, "application/x-protobuf", body)
		},
		Half: func(token string) []byte {
			return []byte("POST /v1/logs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
				"\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000\r\n\r\nx")
		},
	})
}

// halfCall is a call over HTTP/2 whose message ends early.
func halfCall(token string) []byte {
	frame := func(kind, flags byte, stream uint32, payload []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(payload))<<8|uint32(kind))
		out = append(out, flags)
		return append(binary.BigEndian.AppendUint32(out, stream), payload...)
	}
	var head []byte
	for _, h := range [][2]string{
		{":method", "POST"}, {":scheme", "http"}, {":path", "/opentelemetry.proto.collector.logs.v1.LogsService/Export"}, {":authority", "x"},
		{"content-type", "application/grpc"}, {"te", "trailers"}, {"authorization", "Bearer " + token},
	} { // literals, not indexed, not compressed
		head = append(head, 0, byte(len(h[0])))
		head = append(append(head, h[0]...), byte(len(h[1])))
		head = append(head, h[1]...)
	}
	out := []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	out = append(out, frame(4, 0, 0, nil)...)
	out = append(out, frame(1, 4, 1, head)...)
	return append(out, frame(0, 0, 1, []byte{0, 0, 0, 3, 232, 'x'})...)
}

// start opens both doors for which "good" is a token, of a source with that format.
func start(t *testing.T, format string) (overGRPC, overHTTP string, log *ingesttest.Log) {
	t.Helper()
	log = &ingesttest.Log{}
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "otel", Format: format})
	d := ingest.Deps{Acceptor: a, Senders: senders, Log: logger}
	g, stop := openGRPC(t, d)
	t.Cleanup(stop)
	h, stop := openHTTP(t, d)
	t.Cleanup(stop)
	return g, h, log
}

// TestWhole shows that without a format a log record is kept whole.
func TestWhole(t *testing.T) {
	g, h, log := start(t, "")
	req := request("a line")
	req.ResourceLogs[0].ScopeLogs[0].LogRecords[0].Attributes = []*commonpb.KeyValue{{Key: "k", Value: text("v")}}
	if _, err := export(t.Context(), g, "good", req); err != nil {
		t.Fatal(err)
	}
	// The same in JSON, with ids in hexadecimal, and with a field that is not known.
	inJSON := `{"resourceLogs":[{"scopeLogs":[{"scope":{"name":"test"},"logRecords":[{"timeUnixNano":"0","future":{"x":1},
		"traceId":"ABABABABABABABABabababababababab","spanId":"cdcdcdcdcdcdcdcd","body":{"stringValue":"a line"},
		"attributes":[{"key":"k","value":{"stringValue":"v"}}]}]}]}]}`
	if _, err := post(t.Context(), h, "good", "application/json", []byte(inJSON)); err != nil {
		t.Fatal(err)
	}
	all := log.Records()
	if len(all) != 1 { // the second one was taken for the first, sent again
		t.Fatalf("%d records, want 1: %q", len(all), all)
	}
	e := event.New(event.NewFields())
	var r logspb.ResourceLogs
	if err := proto.Unmarshal([]byte(all[0].Data), &r); err != nil {
		t.Fatal(err)
	}
	if err := otlp.ToEvent(otlp.Logs(&r)[0], e); err != nil {
		t.Fatal(err)
	}
	if all[0].Format != otlp.Format || string(e.Raw()) != all[0].Data {
		t.Errorf("format %q, the event's bytes differ from the record's: %t", all[0].Format, string(e.Raw()) != all[0].Data)
	}
}

// TestNative shows that with a format the bodies are the records, and what is no text is kept whole.
func TestNative(t *testing.T) {
	g, _, log := start(t, "auditd")
	req := request("type=SYSCALL", "", "type=CWD")
	records := req.ResourceLogs[0].ScopeLogs[0].LogRecords
	records[1].Body = &commonpb.AnyValue{Value: &commonpb.AnyValue_KvlistValue{KvlistValue: &commonpb.KeyValueList{}}}
	records[2].Body = &commonpb.AnyValue{Value: &commonpb.AnyValue_BytesValue{BytesValue: []byte("type=CWD")}}
	if _, err := export(t.Context(), g, "good", req); err != nil {
		t.Fatal(err)
	}
	var formats []string
	for _, r := range log.Records() {
		formats = append(formats, r.Format)
	}
	if d := cmp.Diff([]string{"auditd", "otlp", "auditd"}, formats); d != "" {
		t.Error(d)
	}
	if data := log.Data(); data[0] != "type=SYSCALL" || data[2] != "type=CWD" {
		t.Errorf("records: %q", data)
	}
}

func TestPartialSuccess(t *testing.T) {
	g, h, log := start(t, "json")
	big := strings.Repeat("x", int(ingesttest.Config().MaxRecordBytes)+1)
	if _, err := export(t.Context(), g, "good", request("1", big, "2")); !errors.Is(err, ingest.ErrTooLarge) || !strings.Contains(err.Error(), "1 rejected") {
		t.Errorf("over gRPC: %v", err)
	}
	body, err := protojson.Marshal(request("3", big, big))
	if err != nil {
		t.Fatal(err)
	}
	body = bytes.ReplaceAll(body, []byte("q6urq6urq6urq6urq6urqw=="), nil) // ids are hexadecimal in OTLP
	body = bytes.ReplaceAll(body, []byte("zc3Nzc3NzQ0="), nil)
	body = bytes.ReplaceAll(body, []byte("zc3Nzc3Nzc0="), nil)
	if _, err := post(t.Context(), h, "good", "application/json", body); !errors.Is(err, ingest.ErrTooLarge) || !strings.Contains(err.Error(), "2 rejected") {
		t.Errorf("over HTTP: %v", err)
	}
	if d := cmp.Diff([]string{"1", "2", "3"}, log.Data()); d != "" {
		t.Error(d)
	}
}

func TestMalformed(t *testing.T) {
	_, h, log := start(t, "")
	deep := strings.Repeat(`{"arrayValue":{"values":[`, 1000) + strings.Repeat(`]}}`, 1000)
	for _, x := range []struct {
		kind, body string
		want       error
	}{
		{"application/x-protobuf", "\xff\xff", ingest.ErrMalformed},
		{"application/json", "{", ingest.ErrMalformed},
		{"application/json", `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"abcd"}]}]}]}`, ingest.ErrMalformed},
		{"application/json", `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"spanId":"zzzzzzzzzzzzzzzz"}]}]}]}`, ingest.ErrMalformed},
		{"application/json", `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":` + deep + `}]}]}]}`, ingest.ErrMalformed},
		{"text/plain", "x", ingest.ErrEncoding},
		{"application/json", `{}`, nil},
		{"application/x-protobuf", "", nil},
	} {
		if _, err := post(t.Context(), h, "good", x.kind, []byte(x.body)); !errors.Is(err, x.want) {
			t.Errorf("%s %.80q: %v, want %v", x.kind, x.body, err, x.want)
		}
	}
	if n := log.Appends(); n != 0 {
		t.Errorf("%d appends", n)
	}
}

func FuzzBodies(f *testing.F) {
	log := &ingesttest.Log{}
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		f.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "otel"})
	dr := newDoor(f, ingest.Deps{Acceptor: a, Senders: senders, Log: logger})
	address, stop := ingesttest.Serve(f, overHTTP{dr})
	f.Cleanup(stop)
	good, err := proto.Marshal(request("a", "b"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, false)
	f.Add([]byte(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"abababababababababababababababab","body":{"intValue":"1"}}]}]}]}`), true)
	f.Fuzz(func(t *testing.T, body []byte, inJSON bool) {
		kind := map[bool]string{false: "application/x-protobuf", true: "application/json"}[inJSON]
		if _, err := post(t.Context(), address, "good", kind, body); err != nil && !errors.Is(err, ingest.ErrMalformed) && !errors.Is(err, ingest.ErrTooLarge) {
			t.Error(err)
		}
	})
}

// benchmarkExport measures decoding and accepting 500 records, without the network.
func benchmarkExport(b *testing.B, format string) {
	b.Helper()
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(sink{}, logger, ingest.DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "otel", Format: format})
	address, stop := openHTTP(b, ingest.Deps{Acceptor: a, Senders: senders, Log: logger})
	defer stop()
	bodies := make([]string, 500)
	for i := range bodies {
		bodies[i] = strings.Repeat("x", 400)
	}
	body, err := proto.Marshal(request(bodies...))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := post(b.Context(), address, "good", "application/x-protobuf", body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/500, "µs/event")
}

// sink is a log that takes everything and keeps nothing.
type sink struct{}

func (sink) Append(context.Context, string, ingest.ID, []byte) error { return nil }
