// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// The kinds of notices: the names of live events.
const (
	NoticeCase        = "case"        // a [Case] is new or has changed
	NoticeFinding     = "finding"     // a [Finding] is new or has changed
	NoticeChange      = "change"      // a [BulkChange] was made or taken back
	NoticeSource      = "source"      // a [SourceNotice]
	NoticeDeadLetters = "deadletters" // the [DeadLetterCounts] of those that wait
	NoticeHealth      = "health"      // the [HealthReport] is another than before
	NoticeMore        = "more"        // a [MoreNotice]
	noticeReset       = "reset"       // something was missed
)

// What can be told of a source.
const (
	SourceFirst   = "first"   // its first records ever since the program started are in the log
	SourceSilent  = "silent"  // it has sent, and then not for longer than it may be silent
	SourceBack    = "back"    // it sends again
	SourceRefused = "refused" // some of what it sent was refused
)

// A SourceNotice says what a source does.
type SourceNotice struct {
	Name   string    `json:"name" doc:"The source."`
	Change string    `json:"change" enum:"first,silent,back,refused" doc:"What it does: it sends for the first time since the program started, sends no more, sends again, or was refused."`
	Seen   time.Time `json:"seen,omitzero" doc:"When the last records were made durable."`
	Reason string    `json:"reason,omitempty" doc:"Why it was refused."`
	Count  uint64    `json:"count,omitempty" doc:"How many of its requests were refused so since the last notice."`
}

// A MoreNotice says that so much has changed that not all of it is told.
type MoreNotice struct {
	Kind  string `json:"kind" enum:"case,finding,source" doc:"Of the things that nothing is told of."`
	Count int    `json:"count" doc:"How many they are."`
}

// liveSchema describes the events of the live stream: alternatives that the name tells apart.
func liveSchema(r huma.Registry) *huma.Schema {
	const name = "LiveEvent"
	all := &huma.Schema{Description: "An event of the live stream: the fields of a server-sent event, with the data read as JSON."}
	id := &huma.Schema{Type: huma.TypeString, Description: "Its place in the stream, for Last-Event-ID; absent for reset."}
	for _, x := range []struct {
		kind string
		data any
		what string
	}{
		{NoticeCase, Case{}, "A case is new or has changed."},
		{NoticeFinding, Finding{}, "A finding is new or has changed."},
		{NoticeChange, BulkChange{}, "Many findings or cases were changed at once, or that was taken back."},
		{NoticeSource, SourceNotice{}, "A source does something new."},
		{NoticeDeadLetters, DeadLetterCounts{}, "How many dead letters wait has changed."},
		{NoticeHealth, HealthReport{}, "The platform's health has changed."},
		{NoticeMore, MoreNotice{}, "More has changed than is told."},
		{noticeReset, struct{}{}, "Something was missed: read again what is shown."},
	} {
		data := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false}
		if x.kind != noticeReset {
			data = r.Schema(reflect.TypeOf(x.data), true, "")
		}
		one := &huma.Schema{
			Type: huma.TypeObject, Description: x.what, AdditionalProperties: false, Required: []string{"event", "data"},
			Properties: map[string]*huma.Schema{"id": id, "event": {Type: huma.TypeString, Enum: []any{x.kind}}, "data": data},
		}
		all.OneOf = append(all.OneOf, one)
	}
	r.Map()[name] = all
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}
