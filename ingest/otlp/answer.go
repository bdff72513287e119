// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/durationpb"

	"gambeson/ingest"
)

// unhex returns the bytes of a hexadecimal id that was read as base64, which every hexadecimal text of these lengths is.
func unhex(id []byte, size int) ([]byte, error) {
	if len(id) == 0 {
		return nil, nil
	}
	text := base64.StdEncoding.EncodeToString(id)
	out, err := hex.DecodeString(text)
	if err != nil || len(out) != size {
		return nil, fmt.Errorf("%q: want %d hexadecimal digits", text, 2*size)
	}
	return out, nil
}

// encodeProto returns an ExportLogsServiceResponse.
func (o outcome) encodeProto() []byte {
	if o.rejected == 0 {
		return nil
	}
	var partial []byte
	partial = protowire.AppendTag(partial, 1, protowire.VarintType)
	partial = protowire.AppendVarint(partial, uint64(o.rejected))
	partial = protowire.AppendTag(partial, 2, protowire.BytesType)
	partial = protowire.AppendString(partial, o.why)
	return protowire.AppendBytes(protowire.AppendTag(nil, 1, protowire.BytesType), partial)
}

// encodeJSON returns an ExportLogsServiceResponse in JSON. Numbers of 64 bits are texts there.
func (o outcome) encodeJSON() []byte {
	if o.rejected == 0 {
		return []byte("{}")
	}
	why, err := json.Marshal(o.why)
	if err != nil {
		why = []byte(`""`)
	}
	return fmt.Appendf(nil, `{"partialSuccess":{"rejectedLogRecords":"%d","errorMessage":%s}}`, o.rejected, why)
}

// codeOf returns the code of gRPC for a refusal.
func codeOf(err error) codes.Code {
	for _, x := range []struct {
		err  error
		code codes.Code
	}{
		{ingest.ErrUnauthenticated, codes.Unauthenticated},
		{ingest.ErrForbidden, codes.PermissionDenied},
		{ingest.ErrQuota, codes.ResourceExhausted},
		{ingest.ErrTooLarge, codes.ResourceExhausted},
		{ingest.ErrMalformed, codes.InvalidArgument},
		{ingest.ErrEncoding, codes.InvalidArgument},
		{ingest.ErrSlow, codes.DeadlineExceeded},
		{ingest.ErrFull, codes.Unavailable},
		{ingest.ErrUnavailable, codes.Unavailable},
		{ingest.ErrBusy, codes.Unavailable},
		{ingest.ErrClosed, codes.Unavailable},
		{context.Canceled, codes.Canceled},
		{context.DeadlineExceeded, codes.DeadlineExceeded},
	} {
		if errors.Is(err, x.err) {
			return x.code
		}
	}
	return codes.Internal
}

// refusal returns the status for err, with the time to wait where sending again is of use.
func refusal(err error) error {
	s := status.New(codeOf(err), err.Error())
	if wait, again := ingest.RetryAfter(err); again {
		if with, err := s.WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(wait)}); err == nil {
			s = with
		}
	}
	return s.Err()
}

// encodeStatus returns a google.rpc.Status for HTTP.
func encodeStatus(err error, asJSON bool) []byte {
	code, message := codeOf(err), err.Error()
	if asJSON {
		text, err := json.Marshal(map[string]any{"code": int(code), "message": message})
		if err != nil {
			return []byte("{}")
		}
		return text
	}
	b := protowire.AppendTag(nil, 1, protowire.VarintType)
	b = protowire.AppendVarint(b, uint64(code))
	b = protowire.AppendTag(b, 2, protowire.BytesType)
	return protowire.AppendString(b, message)
}
