// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"fmt"

	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
)

// Read resets e to the record in data, which is the protobuf of ResourceLogs
// with one record, as a door hands it to the log. A body that is text is the
// record of a source that a collector has read, such as a line of a file: e is
// reset to that text, for its own format to read. An event of ours is restored,
// and any other record becomes an event of the format [Format] with its tree
// built. The caller sets the identity.
func Read(data []byte, e *event.Event) error {
	var r logspb.ResourceLogs
	if err := proto.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	all := Logs(&r)
	if len(all) != 1 {
		return fmt.Errorf("%w: %d records, want 1", ErrMalformed, len(all))
	}
	own := attribute(all[0].Record.GetAttributes(), attrID) != nil
	if text := all[0].Record.GetBody().GetStringValue(); text != "" && !own {
		e.Reset([]byte(text))
		return nil
	}
	return ToEvent(all[0], e)
}
