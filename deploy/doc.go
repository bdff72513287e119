// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package deploy holds what runs the program in production: a systemd unit and
// a container recipe. There is no code in it but the tests that examine them.
//
//	systemd/gambeson.service   docs/how-to/run-as-a-service.md
//	container/Containerfile    docs/how-to/run-in-a-container.md
//
// # Testing
//
// The unit is verified by systemd-analyze, and its exposure measured, where
// that is installed; the recipe is held against the rules that the test lists,
// and built and run (read-only, without root) where buildah and podman are, and
// GAMBESON_GO_IMAGE names an image with Go and make.
package deploy
