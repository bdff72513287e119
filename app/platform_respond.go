// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"gambeson/respond/notify"
	"gambeson/state"
	"gambeson/telemetry"
)

// responderDeps is what rooms of response may be given.
type responderDeps struct {
	outbox *state.Outbox
	log    *slog.Logger
	secret secrets
	meters *telemetry.Provider
}

// secrets resolves references to secrets.
type secrets func(reference string) (string, error)

// notify returns what the room of notifications is given.
func (d responderDeps) notify() notify.Deps {
	return notify.Deps{Outbox: d.outbox, Logger: d.log, Secret: d.secret, Meter: d.meters.Meter("respond/notify")}
}

func (x *platform) openResponders(secret secrets) error {
	deps := responderDeps{outbox: x.state.Outbox, log: x.logger, secret: secret, meters: x.metrics}
	for _, newResponder := range responders(deps, x.config.Respond) {
		r, err := newResponder()
		if err != nil {
			return fmt.Errorf("respond: %w", err)
		}
		x.respond = append(x.respond, r)
	}
	return nil
}

// secretsIn resolves env:NAME and file:PATH, without the end of the last line.
// A secret never stands in the configuration itself.
func secretsIn(lookup func(string) (string, bool)) secrets {
	return func(reference string) (string, error) {
		scheme, name, _ := strings.Cut(reference, ":")
		secret := ""
		switch scheme {
		case "env":
			if v, ok := lookup(name); ok {
				secret = v
			}
		case "file":
			text, err := os.ReadFile(name)
			if err != nil {
				return "", fmt.Errorf("read secret: %w", err)
			}
			secret = strings.TrimRight(string(text), "\r\n")
		default:
			// What stands there may be the secret: it is not repeated.
			return "", errors.New("a secret is referred to as env:NAME or file:PATH")
		}
		if secret == "" {
			return "", fmt.Errorf("secret %s is empty", reference)
		}
		return secret, nil
	}
}
