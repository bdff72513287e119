// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package cases is the case: what an analyst works on, made of the findings
// that belong together.
//
// A [Case] is opened by a finding and has that finding's id, for ever. It grows
// by findings ([Case.Join]), takes in a younger case when a finding links the
// two ([Case.Absorb]), and is worked on by people ([Case.Apply]): acknowledged,
// assigned, annotated, closed with a verdict and a reason, reopened. Which
// finding belongs to which case is said elsewhere, as a [Step].
//
// Everything here is a pure function of its arguments: no clock, no storage.
// Times are Unix nanoseconds; where a function takes at, that is when it is
// recorded, and all other times are event times.
//
// States:
//
//	new ──acknowledge──> acknowledged ──close──> closed
//	 └───────────────────close─────────────────────^ │
//	 ^───────────reopen, or a finding of a new kind──┘
//
// A closed case takes further findings in silence, unless one is of an analytic
// that the case has not had: then it is new again, since its verdict was about
// less. A case that was merged into another takes notes only.
//
// Limits: a case keeps at most [MaxEntities] entities and [MaxNames] analytics
// and techniques; findings are counted without limit and kept elsewhere.
//
// Tests: tables of transitions, and properties of joining (any order gives the
// same sums).
package cases
