// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gambeson/identity"
)

// How a live stream is kept alive, and how long a client may take to read.
const (
	liveBeat  = 15 * time.Second
	liveWrite = 10 * time.Second
)

// live is a request to follow.
type live struct {
	After string `header:"Last-Event-ID" maxLength:"64" doc:"The id of the last event that was seen; browsers send it by themselves."`
}

func (s *Server) liveRoutes() {
	if s.Feed == nil {
		return
	}
	places := make(chan struct{}, s.config.MaxLive)
	add(s, route{
		id: "follow", method: http.MethodGet, path: "/api/v1/live", needs: identity.LiveRead, tag: "live",
		summary: "What is new, as server-sent events",
		more: "An event's data is the thing as the other operations show it. Where more changes than somebody could read, an event " +
			"named more says of how many things nothing is told: read the list again. An event named reset says that something was " +
			"missed: read again all that is shown. Without Last-Event-ID the stream begins with what comes next.",
		errors: []int{http.StatusServiceUnavailable},
	}, func(_ context.Context, in *live) (*huma.StreamResponse, error) {
		select {
		case places <- struct{}{}:
		default:
			return nil, fmt.Errorf("%w follow live events; try again later", errBusy)
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) { //nolint:contextcheck // the stream outlives the handler's time
			defer func() { <-places }()
			r, w := humago.Unwrap(ctx)
			s.metrics.followers.Add(ctx.Context(), 1)
			defer s.metrics.followers.Add(ctx.Context(), -1)
			s.follow(ctx.Context(), r, w, in.After)
		}}, nil
	})
	op := s.huma.OpenAPI().Paths["/api/v1/live"].Get
	op.Responses["200"] = &huma.Response{Description: "Events", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: liveSchema(s.huma.OpenAPI().Components.Schemas)},
	}}
}

// follow writes what is new until the client leaves, its token ends, the server drains, or it is too slow.
func (s *Server) follow(ctx context.Context, r *http.Request, w http.ResponseWriter, after string) {
	stream := &eventStream{w: w, control: http.NewResponseController(w)}
	_ = stream.control.SetReadDeadline(time.Time{}) // where this is not possible the stream ends early, and begins again
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)

	place, since, complete := s.Feed.follow(principal(ctx).Tenant, after)
	defer s.Feed.leave(place)
	ok := stream.write(": follow\n\n")
	if !complete {
		ok = ok && stream.write("event: reset\ndata: {}\n\n")
	}
	for _, n := range since {
		ok = ok && stream.notice(n)
	}
	beat := time.NewTicker(liveBeat)
	defer beat.Stop()
	for ok {
		select {
		case n, open := <-place.notices:
			if !open {
				stream.write("event: reset\ndata: {}\n\n")
				return
			}
			ok = stream.notice(n)
		case <-beat.C:
			if _, err := s.authenticate(r, false); err != nil {
				return
			}
			ok = stream.write(": \n\n")
		case <-s.drain:
			return
		case <-ctx.Done():
			return
		}
	}
}

// eventStream writes server-sent events.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	buf     bytes.Buffer
}

// notice writes one event. JSON has no line ends in it.
func (e *eventStream) notice(n Notice) bool {
	e.buf.Reset()
	fmt.Fprintf(&e.buf, "id: %s\nevent: %s\ndata: %s\n\n", n.ID, n.Kind, n.Data)
	return e.write(e.buf.String())
}

// write writes text at once, and reports whether the client took it.
func (e *eventStream) write(text string) bool {
	_ = e.control.SetWriteDeadline(time.Now().Add(liveWrite)) // a transport without deadlines has its own bound
	if _, err := e.w.Write([]byte(text)); err != nil {
		return false
	}
	return e.control.Flush() == nil
}
