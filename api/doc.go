// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package api is the door for people and their programs: the HTTP API.
//
// [New] builds a [Server] from what it reads and changes ([Deps]); [Server.Listen] opens the address and [Server.Run]
// serves until it is told to stop. The API is described by an OpenAPI 3.1 document, served at /openapi.json and kept in
// docs/reference/openapi.json, which a test holds to the code.
//
// # Guarantees
//
//   - Deny by default: every route declares the permission it needs, and one that declares none does not compile into a
//     server. A test walks all routes with every role and every scope.
//   - Tenants never meet: a token belongs to one tenant, and no request can name another.
//   - A Mutation carries who (the token), why (the header X-Reason, or the body's reason) and an Idempotency-Key. Sent
//     again with the same key it changes nothing and answers with what stands.
//   - What can be changed has an ETag; a change with If-Match is refused with 412 when somebody was faster.
//   - Errors are RFC 9457 problem details, with a stable type (urn:gambeson:problem:…) and a detail that says what to do.
//     What went wrong inside is logged and not told.
//   - Lists are pages with an opaque cursor. A cursor stays good while things change.
//   - /api/v1/live sends what is new as server-sent events. It is a notice and not a log: a client that was away too
//     long, or is too slow, is told to read again (reset).
//
// # Browsers
//
// A browser shows no token but a session: POST /api/v1/session opens one with a token, and the set-up address with its
// code. The secret is in a cookie that scripts cannot read and other sites cannot send (HttpOnly, SameSite=Strict, and
// off loopback Secure with the prefix __Host-). A session ends when it is idle, when its time is over, when somebody ends
// it, and with the token that it was opened with. What a session changes has to come from a page of the same origin, told
// by Sec-Fetch-Site or Origin, and to have an Idempotency-Key, which no form can send. Tokens go on as they are.
//
// # Transport
//
// On a loopback address the API speaks plain HTTP, elsewhere TLS 1.3 and 1.2 and nothing else. Without a configured
// certificate the first start makes one of its own, whose fingerprint is printed with the set-up address. Headers,
// bodies, connections and times are bounded ([Config]).
//
// # The first start
//
// There is no default password. As long as no administrator's token is valid, [Setup] makes a one-time code; who opens
// its address exchanges it, once, for an administrator's session. [Installer.Exchange] says how.
//
// Sources: RFC 9457 (problems), RFC 9110 (ETag, If-Match), RFC 8288, the HTML standard's server-sent events,
// draft-ietf-httpapi-idempotency-key-header, OpenAPI 3.1.
package api
