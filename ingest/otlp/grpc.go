// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // clients compress with it
	"google.golang.org/grpc/mem"

	"gambeson/ingest"
)

const (
	service = "opentelemetry.proto.collector.logs.v1.LogsService"
	method  = "Export"
	// frameHead is what stands before a message: a byte that says whether it is compressed, and its length.
	frameHead = 5
)

// newGRPC returns the server for OTLP over gRPC. It gets calls that have been read: see [Door.serveCall].
func (d *Door) newGRPC() *grpc.Server {
	s := grpc.NewServer(
		grpc.ForceServerCodecV2(rawCodec{}),
		grpc.MaxRecvMsgSize(int(d.config.MaxMessageBytes)),
	)
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: service,
		HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: method, Handler: func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			var data []byte
			if err := decode(&data); err != nil {
				return nil, err
			}
			return d.export(ctx, data)
		}}},
	}, d)
	return s
}

// callKey is the key of the *call in the context of a call.
type callKey struct{}

// call is who calls, or why the call is refused.
type call struct {
	sender ingest.Sender
	err    error
}

// serveCall finds out who calls, reads the message into room that was reserved for it, and lets gRPC do the rest. A
// server of gRPC's own would receive whole messages of whoever begins a call, and be full of the slow ones.
func (d *Door) serveCall(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor != 2 || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
		http.Error(w, "this is gRPC", http.StatusUnsupportedMediaType)
		return
	}
	b, _ := d.bodies.Get().(*ingest.Body)
	defer func() {
		b.Release()
		d.bodies.Put(b)
	}()
	c := &call{}
	more := 0
	c.sender, c.err = d.sender(r)
	if c.err == nil {
		if more, c.err = d.readCall(w, r, b); c.err != nil {
			d.deps.Acceptor.Refuse(c.sender, c.err)
		}
	}
	defer d.deps.Acceptor.Release(more)
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	r.Body = io.NopCloser(bytes.NewReader(b.Data))
	if c.err != nil {
		r.Body = io.NopCloser(bytes.NewReader(make([]byte, frameHead))) // an empty message, for the answer
	}
	d.grpc.ServeHTTP(w, r)
}

// readCall reads a message; it returns how much more was reserved for what it may grow to.
func (d *Door) readCall(w http.ResponseWriter, r *http.Request, b *ingest.Body) (int, error) {
	if err := b.Read(w, r, d.deps.Acceptor, d.config.ReadTimeout); err != nil {
		return 0, err
	}
	if len(b.Data) < frameHead {
		return 0, fmt.Errorf("call of %d bytes: %w", len(b.Data), ingest.ErrMalformed)
	}
	if b.Data[0] == 0 {
		return 0, nil
	}
	more := int(d.config.MaxMessageBytes)
	if err := d.deps.Acceptor.Reserve(r.Context(), more); err != nil {
		return 0, err
	}
	return more, nil
}

// export is the one method of the service.
func (d *Door) export(ctx context.Context, data []byte) (any, error) {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return nil, refusal(ingest.ErrUnauthenticated)
	}
	if c.err != nil {
		return nil, refusal(c.err)
	}
	out, err := d.accept(ctx, c.sender, data, decodeProto)
	if err != nil {
		return nil, refusal(err)
	}
	return out.encodeProto(), nil
}

// rawCodec hands bytes through: the message is decoded where its errors are answered.
type rawCodec struct{}

// Name is that of the codec whose messages clients send.
func (rawCodec) Name() string { return "proto" }

// Marshal returns the bytes v as they are.
func (rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	b, ok := v.([]byte)
	if !ok {
		return nil, fmt.Errorf("encode %T: not bytes", v)
	}
	return mem.BufferSlice{mem.SliceBuffer(b)}, nil
}

// Unmarshal copies the bytes into v.
func (rawCodec) Unmarshal(data mem.BufferSlice, v any) error {
	b, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("decode into %T: not bytes", v)
	}
	*b = data.Materialize()
	return nil
}
