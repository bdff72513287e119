// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package client speaks the API of a running platform.
//
// [New] makes a [Client]; its methods are the operations of the API's document, one each. They and the types are
// generated (*_gen.go, by api/gen); what is written by hand is how a request is sent and an answer read.
//
// # Guarantees
//
//   - A refusal is a [*ProblemError], which says what is wrong and what to do; [ProblemError.Kind] is its stable name.
//   - A change carries an Idempotency-Key. The client makes one where none is given; who wants to send a change again
//     after an answer was lost gives the same one.
//   - What can be changed comes as [Tagged] with its version: given back as IfMatch, the change is refused where somebody
//     was faster.
//   - Lists are read part by part: All… yields what is in them, while things change.
//   - Answers are bounded in size, and a token goes to the configured address alone: redirects are not followed.
//
// # Testing
//
// Tests run it against the API itself, over a real database.
package client

//go:generate go run ../gen -document ../../docs/reference/openapi.json -go . -typescript ../../console/src/api
