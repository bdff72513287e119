// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package envoy

import (
	"slices"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings returns the mapping of requests and that of connections.
func mappings() []normalize.Mapping {
	absent := normalize.Unless("-", "")
	ends := []normalize.Field{
		{From: "c-ip", To: "src_endpoint.ip"},
		{From: "c-port", To: "src_endpoint.port"},
		{From: "authority", To: "dst_endpoint.hostname", As: normalize.HostName()},
		{From: "requested_server_name", To: "dst_endpoint.hostname", As: normalize.HostName()},
		{From: "upstream_ip", To: "dst_endpoint.ip"},
		{From: "upstream_port", To: "dst_endpoint.port"},
		{From: "upstream_cluster", To: "dst_endpoint.svc_name", As: absent},
		{From: "bytes_received", To: "traffic.bytes_in"},
		{From: "bytes_sent", To: "traffic.bytes_out"},
		{From: "duration", To: "duration"},
		{From: "response_flags", To: "status_detail", As: absent},
	}
	return []normalize.Mapping{
		{
			Kind: "request", Class: ocsf.HTTPActivity, Activity: 99,
			Components: []string{"Network Traffic Content", "Application Log Content"},
			Fields: slices.Concat([]normalize.Field{
				{From: "method", To: "http_request.http_method", As: normalize.HTTPMethod()},
				{From: "path", To: "http_request.url.url_string", As: absent},
				{From: "authority", To: "http_request.url.url_string", As: absent},
				{From: "cs-uri-stem", To: "http_request.url.path"},
				{From: "c-uri-query", To: "http_request.url.query_string"},
				{From: "authority", To: "http_request.url.hostname", As: normalize.HostName()},
				{From: "cs-version", To: "http_request.version"},
				{From: "user_agent", To: "http_request.user_agent", As: absent},
				{From: "referer", To: "http_request.referrer", As: absent},
				{From: "request_id", To: "http_request.uid", As: absent},
				{From: "response_code", To: "http_response.code"},
				{From: "bytes_sent", To: "http_response.body_length"},
				{From: "response_code", To: "status_id", As: normalize.HTTPOutcome()},
				{From: "response_code", To: "status_code"},
			}, ends),
		},
		{
			Kind: "TCP connection", Class: ocsf.NetworkActivity, Activity: 2,
			Components: []string{"Network Traffic Flow"},
			Fields:     slices.Concat(ends, []normalize.Field{{To: "dst_endpoint.name", As: normalize.Const("upstream")}}),
		},
	}
}
