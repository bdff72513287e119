// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package detect finds what is wrong in events.
//
// A domain of detection is a room: a folder with one type that implements
// [Room], and [Stateful] where its verdicts need more than the event at hand.
// The work has two steps, because an event is at hand only in the process that
// read it, and state is kept where all that concerns one user or one host
// comes together:
//
//   - [Room.Inspect] looks at one event. It may find something at once, and it
//     may make observations: small facts under a key.
//   - a [Sequencer] brings the observations into event-time order, each once,
//     and hands them to [Stateful.Observe], which keeps the state and finds.
//
// # Guarantees
//
// Nothing here does I/O, reads a clock or draws a random number. Within the
// lateness bound and below the caps, the order and duplication of delivery
// change nothing: findings have ids that are hashes over what they are about,
// and the same events give the same findings, byte for byte. State is bounded:
// every room says by what and what it evicts first. State and sequencer are
// snapshotted and restored together.
//
// # Adding a detector
//
// One file detect_<name>.go in a room and one line in its list; a room is one
// folder and one line in app/rooms.go. See docs/how-to/add-detector.md. All
// rooms pass [gambeson/detect/detecttest].
package detect
