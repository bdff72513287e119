// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package nearest finds the known word that a mistyped one most likely meant, for the "did you mean" of a refusal.
//
// Distance is the optimal string alignment distance over lower-cased runes: an insertion, deletion, substitution or
// exchange of neighbours each count one. Words are short (keys, commands, modifiers); inputs longer than [MaxLen] have
// no nearest word, so that hostile input costs nothing.
package nearest
