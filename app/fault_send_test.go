// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/proto"
)

// answer is what a door said, in its protocol's own words.
type answer struct {
	ok     bool   // all records are durable
	status string // of HTTP, or "grpc" and the code; empty where there was no answer
	wait   string // Retry-After; over gRPC whether there is a RetryInfo
	text   string
}

// notNow reports whether the sender is told to come again.
func (a answer) notNow() bool { return (a.status == "503" || a.status == "grpc 14") && a.wait != "" }

// way is a door that acknowledges, as an ordinary client sees it. A client of its own for each sender: a transport that
// is shared would lend one's broken connections to another.
type way struct {
	name  string
	keyed bool // the sender gives each request its identity
	post  func(c *http.Client, s *server, key string, records []string) answer
}

func ways() []way {
	return []way{{"ndjson", true, postNDJSON}, {"otlp over http", false, postOTLP}, {"otlp over grpc", false, callOTLP}}
}

// sender sends over one way.
type sender struct {
	way
	*server
	client *http.Client
}

// sender returns a sender with connections of its own.
func (s *server) sender(w way) *sender {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(w.name != "otlp over grpc")
	protocols.SetUnencryptedHTTP2(w.name == "otlp over grpc")
	transport := &http.Transport{Protocols: protocols}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &sender{w, s, &http.Client{Timeout: 20 * time.Second, Transport: transport}}
}

// send sends once.
func (s *sender) send(key string, records ...string) answer {
	return s.post(s.client, s.server, key, records)
}

// insist sends the same request until it is acknowledged, and returns how often it was told to come again.
func (s *sender) insist(key string, records ...string) (refused int) {
	s.t.Helper()
	var last answer
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		switch last = s.send(key, records...); {
		case last.ok:
			return refused
		case last.notNow():
			refused++
		case last.status != "":
			s.t.Errorf("%s over %s: %+v", key, s.name, last)
			return refused
		}
	}
	s.t.Errorf("%s over %s was never acknowledged: %+v", key, s.name, last)
	return refused
}

// send sends over HTTP with a connection of its own and returns the status, 0 where there was no answer.
func (s *server) send(key, body string) int {
	a := s.sender(ways()[0]).send(key, body)
	status := 0
	fmt.Sscan(a.status, &status) // stays 0 where there was no answer
	return status
}

func postNDJSON(c *http.Client, s *server, key string, records []string) answer {
	return s.do(c, "http://"+s.Ingest.HTTP.Listen+"/ingest/ndjson", []byte(strings.Join(records, "\n")), "Idempotency-Key", key)
}

func postOTLP(c *http.Client, s *server, key string, records []string) answer {
	return s.do(c, "http://"+s.Ingest.OTLP.HTTP+"/v1/logs", encodeLogs(s.t, key, records), "Content-Type", "application/x-protobuf")
}

// callOTLP is a call of gRPC with nothing but HTTP/2: what its client library would hide is seen.
func callOTLP(c *http.Client, s *server, key string, records []string) answer {
	message := encodeLogs(s.t, key, records)
	body := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
	return s.do(c, "http://"+s.Ingest.OTLP.GRPC+"/opentelemetry.proto.collector.logs.v1.LogsService/Export", body, "Content-Type", "application/grpc", "Te", "trailers")
}

// encodeLogs makes an ExportLogsServiceRequest, whose encoding is that of LogsData. The key makes requests differ, as
// times do in life.
func encodeLogs(t testing.TB, key string, records []string) []byte {
	t.Helper()
	scope := &logspb.ScopeLogs{Scope: &commonpb.InstrumentationScope{Name: key}}
	for _, r := range records {
		scope.LogRecords = append(scope.LogRecords, &logspb.LogRecord{Body: &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: r}}})
	}
	data, err := proto.Marshal(&logspb.LogsData{ResourceLogs: []*logspb.ResourceLogs{{ScopeLogs: []*logspb.ScopeLogs{scope}}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// do posts a body and reads the answer of HTTP, or of gRPC in its trailer.
func (s *server) do(c *http.Client, url string, body []byte, header ...string) answer {
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		s.t.Error(err)
		return answer{}
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := c.Do(r)
	if err != nil {
		return answer{text: err.Error()}
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{text: err.Error()}
	}
	a := answer{status: fmt.Sprint(res.StatusCode), wait: res.Header.Get("Retry-After"), text: string(text)}
	a.ok = res.StatusCode == http.StatusOK
	if r.Header.Get("Te") != "" && a.ok {
		for _, h := range []http.Header{res.Header, res.Trailer} { // a refusal has no body, and its trailer is its header
			if code := h.Get("Grpc-Status"); code != "" {
				a.status, a.text, a.wait = "grpc "+code, h.Get("Grpc-Message"), h.Get("Grpc-Status-Details-Bin")
			}
		}
		a.ok = a.status == "grpc 0"
	}
	return a
}
