// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package envoy reads the access logs of Envoy.
//
// # Shapes
//
//   - Envoy's default text format
//   - the text format of Istio's proxies, 1.9 and later
//   - JSON with the members that Istio and Envoy's documentation use
//     (start_time, method, path, response_code, response_flags …)
//
// # Native fields
//
// Names are the operators' in lower case, as the JSON of Istio has them:
// start_time, method, path, protocol, response_code, response_flags,
// bytes_received, bytes_sent, duration, x_forwarded_for, user_agent, request_id,
// authority, upstream_host, upstream_cluster, downstream_remote_address … The
// names that rules for web servers use are bound to the same: c-ip, src_ip,
// cs-method, c-uri, cs-uri, cs-uri-stem, c-uri-stem, cs-uri-query, c-uri-query,
// c-uri-extension, cs-version, cs-host, c-useragent, cs-user-agent, cs-referer,
// sc-status, sc-bytes. cs-uri-query has two values, the query and the whole target:
// rules use the name for either.
//
// The client (c-ip, src_endpoint) is the downstream address; where the format has
// none, the last of x_forwarded_for, which Envoy appended itself.
//
// # Classes
//
// A request is http_activity (4002), its activity the method's. A TCP connection,
// which has no method, is network_activity (4001). What the response flags tell
// (UF, UO, NR, RL, UAEX …) is status_detail.
//
// # Limits
//
// Envoy does not escape quotes in its text formats: one in a user agent moves what
// stands behind it. Its JSON has no such gap.
//
// Other text formats are not recognised; JSON is where it has start_time and
// response_flags.
//
// Sources: Envoy's documentation on access logging (command operators, default
// format), Istio's on Envoy access logs. How to test: go test ./normalize/envoy.
package envoy
