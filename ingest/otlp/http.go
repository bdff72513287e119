// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"fmt"
	"mime"
	"net/http"

	"gambeson/ingest"
)

const (
	typeProto = "application/x-protobuf"
	typeJSON  = "application/json"
)

// serveLogs is OTLP over HTTP.
func (d *Door) serveLogs(w http.ResponseWriter, r *http.Request) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	decode := decodeProto
	switch {
	case err != nil, kind != typeProto && kind != typeJSON:
		http.Error(w, fmt.Sprintf("Content-Type is not known: send %s or %s", typeProto, typeJSON), http.StatusUnsupportedMediaType)
		return
	case kind == typeJSON:
		decode = decodeJSON
	}
	sender, err := d.sender(r)
	if err != nil {
		answer(w, r, kind, outcome{}, err)
		return
	}
	b, _ := d.bodies.Get().(*ingest.Body)
	defer func() {
		b.Release()
		d.bodies.Put(b)
	}()
	if err := b.Read(w, r, d.deps.Acceptor, d.config.ReadTimeout); err != nil {
		d.deps.Acceptor.Refuse(sender, err)
		answer(w, r, kind, outcome{}, err)
		return
	}
	out, err := d.accept(r.Context(), sender, b.Data, decode)
	answer(w, r, kind, out, err)
}

func answer(w http.ResponseWriter, r *http.Request, kind string, out outcome, err error) {
	w.Header().Set("Content-Type", kind)
	var text []byte
	switch {
	case err != nil:
		status := ingest.RefuseRequest(w, r, err)
		w.WriteHeader(status)
		text = encodeStatus(err, kind == typeJSON)
	case kind == typeJSON:
		text = out.encodeJSON()
	default:
		text = out.encodeProto()
	}
	w.Write(text) //nolint:errcheck // the client has gone
}
