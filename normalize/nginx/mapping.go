// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx

import (
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings returns the mapping of requests and that of error logs.
func mappings() []normalize.Mapping {
	absent := normalize.Unless("-", "")
	return []normalize.Mapping{
		{
			Kind: "request", Class: ocsf.HTTPActivity, Activity: 99,
			Components: []string{"Network Traffic Content", "Application Log Content"},
			Fields: []normalize.Field{
				{From: "cs-method", To: "http_request.http_method", As: normalize.HTTPMethod()},
				{From: "c-uri", To: "http_request.url.url_string"},
				{From: "cs-host", To: "http_request.url.url_string", As: normalize.HostName()},
				{From: "cs-uri-stem", To: "http_request.url.path"},
				{From: "c-uri-query", To: "http_request.url.query_string"},
				{From: "cs-host", To: "http_request.url.hostname", As: normalize.HostName()},
				{From: "cs-version", To: "http_request.version"},
				{From: "http_user_agent", To: "http_request.user_agent", As: absent},
				{From: "http_referer", To: "http_request.referrer", As: absent},
				{From: "status", To: "http_response.code"},
				{From: "sc-bytes", To: "http_response.body_length"},
				{From: "status", To: "status_id", As: normalize.HTTPOutcome()},
				{From: "status", To: "status_code"},
				{From: "remote_addr", To: "src_endpoint.ip"},
				{From: "remote_port", To: "src_endpoint.port"},
				{From: "cs-host", To: "dst_endpoint.hostname", As: normalize.HostName()},
				{From: "remote_user", To: "actor.user.name", As: absent},
			},
		},
		{
			Kind: "error log", Class: ocsf.BaseEvent, Activity: 99,
			Components: []string{"Application Log Content"},
			Fields:     []normalize.Field{{From: "message", To: "message"}},
		},
	}
}
