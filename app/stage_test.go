// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"log/slog"
	"testing"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
	"gambeson/event/otlp"
	"gambeson/pipeline"
)

// newTestStage returns the stage of a platform in its default configuration.
func newTestStage(t *testing.T) *stage {
	t.Helper()
	c := DefaultConfig()
	set, err := loadRules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEngine(&c, engineOptions{rules: set, own: true, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return e.newStage()
}

// TestStageReadsOTLP shows that what a collector has read is recognized inside its wrapping, and stays its sender's.
func TestStageReadsOTLP(t *testing.T) {
	body := &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: attack(1)}}
	data, err := proto.Marshal(otlp.Log{Record: &logspb.LogRecord{Body: body}}.ResourceLogs())
	if err != nil {
		t.Fatal(err)
	}
	b := event.Batch{Tenant: "acme", Source: "collector", Format: otlp.Format, Stream: "s", Records: []event.BatchRecord{{Position: 1, Data: data}, {Position: 2, Data: []byte("\xff")}}}
	var out pipeline.Output
	newTestStage(t).Process(&b, &out)
	if len(out.Findings) == 0 || out.Findings[0].Tenant != "acme" || out.Findings[0].Evidence[0].Event != b.EventID(0) {
		t.Errorf("findings %+v", out.Findings)
	}
	if len(out.DeadLetters) != 1 || out.DeadLetters[0].Class != "malformed" || out.Events != 1 {
		t.Errorf("%d events, dead letters %+v", out.Events, out.DeadLetters)
	}
}

// TestStageJoins shows that records of one audit event are one event, wherever they stand in a batch.
func TestStageJoins(t *testing.T) {
	lines := []string{
		`type=SYSCALL msg=audit(1772442846.100:71): arch=c000003e syscall=59 success=yes exit=0 pid=4242 auid=1001 uid=0 comm="sh" exe="/usr/bin/dash" key="exec"`,
		`type=SYSCALL msg=audit(1772442846.101:72): arch=c000003e syscall=59 success=yes exit=0 pid=4243 auid=1001 uid=0 comm="id" exe="/usr/bin/id" key="exec"`,
		`type=EXECVE msg=audit(1772442846.100:71): argc=3 a0="sh" a1="-c" a2="id"`,
	}
	b := event.Batch{Tenant: "t", Source: "s", Stream: "x"}
	for i, l := range lines {
		b.Records = append(b.Records, event.BatchRecord{Position: uint64(i + 1), Data: []byte(l)})
	}
	s := newTestStage(t)
	joined := s.join(&b)
	if len(joined.Records) != 2 || string(joined.Records[0].Data) != lines[0]+"\n"+lines[2] || joined.Records[1].Position != 2 {
		t.Errorf("joined %+v", joined.Records)
	}
	if len(b.Records) != 3 || string(b.Records[0].Data) != lines[0] {
		t.Error("the batch itself was changed")
	}
	var out pipeline.Output
	s.Process(&b, &out)
	if out.Events != 3 || len(out.DeadLetters) != 0 {
		t.Errorf("%d events, %d dead letters", out.Events, len(out.DeadLetters))
	}
}
