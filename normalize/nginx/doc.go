// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package nginx reads the access and error logs of nginx and of the Apache HTTP
// server.
//
// # Shapes
//
//   - the combined format of both and the common log format, with a virtual host
//     before the address (Apache's vhost_combined) and with more quoted texts or
//     words behind, of which the first list of addresses is X-Forwarded-For
//   - JSON whose members are named as nginx's variables (remote_addr, request,
//     status …)
//   - the error logs of nginx and of Apache 2.4
//   - entries of these that the server sent to syslog
//
// # Native fields
//
// Names are nginx's variables: remote_addr, remote_user, time_local, request,
// status, body_bytes_sent, http_referer, http_user_agent, http_host,
// http_x_forwarded_for. The names that rules for web servers use are bound to
// the same: c-ip, src_ip, cs-username, sc-status, sc-bytes, cs-referer,
// c-useragent, cs-user-agent, cs-host, and of the request cs-method, c-uri, cs-uri,
// cs-uri-stem, c-uri-stem, c-uri-query, c-uri-extension and cs-version.
// cs-uri-query has two values, the query and the whole target: rules use the name
// for either.
//
// Of an error log: time, level, pid, message, client, server, request, host.
//
// # Classes
//
// A request is http_activity (4002), its activity the method's. An entry of an
// error log is a base event. The channel is "access" or "error".
//
// # Limits
//
// Texts are as the server wrote them: \x22 and %2e stay as they are. The zone of
// an error log is taken for UTC, since it has none. Formats with another order of
// fields are not recognised; JSON is, whatever the order.
//
// Sources: ngx_http_log_module, ngx_core_module error_log, Apache mod_log_config
// and ErrorLogFormat. How to test: go test ./normalize/nginx.
package nginx
