// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// Handler sends requests to a handler in this process: the API without a connection. An answer is complete before it is
// returned, so that it suits no stream.
func Handler(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper].
func (t inProcess) RoundTrip(out *http.Request) (*http.Response, error) {
	in := out.Clone(out.Context())
	in.RequestURI, in.Host, in.RemoteAddr = out.URL.RequestURI(), out.URL.Host, "local"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	w := &answerWriter{header: http.Header{}}
	t.handler.ServeHTTP(w, in)
	if err := out.Context().Err(); err != nil {
		return nil, err
	}
	w.WriteHeader(http.StatusOK) // where nothing was written
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: out,
	}, nil
}

// answerWriter keeps what a handler answers.
type answerWriter struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

// Header implements [http.ResponseWriter].
func (w *answerWriter) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter].
func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Write implements [http.ResponseWriter].
func (w *answerWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// What the API asks of a connection has no meaning here: nobody is slow.

// SetReadDeadline does nothing.
func (w *answerWriter) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (w *answerWriter) SetWriteDeadline(time.Time) error { return nil }
