// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gambeson/config"
)

// remoteFlags name a server, and a token for its API.
type remoteFlags struct{ server, tokenFile string }

func (f *remoteFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.server, "server", "", "the running server's API at this `URL` (default $GAMBESON_SERVER)")
	cmd.Flags().StringVar(&f.tokenFile, "token-file", "", "`FILE` with a token of its API (default $GAMBESON_TOKEN_FILE)")
}

// open returns what talks to the server that was named; nil where none was.
func (f *remoteFlags) open(p *program) (*remote, error) {
	for name, at := range map[string]*string{"SERVER": &f.server, "TOKEN_FILE": &f.tokenFile} {
		if v, ok := p.LookupEnv(config.EnvPrefix + name); ok && *at == "" {
			*at = v
		}
	}
	if f.server == "" {
		return nil, nil //nolint:nilnil // none was named
	}
	if f.tokenFile == "" {
		return nil, usageErrorf("--token-file names a file with a token of the API", "--server needs a token")
	}
	token, err := os.ReadFile(f.tokenFile)
	if err != nil {
		return nil, fmt.Errorf("read the token: %w", err)
	}
	return &remote{base: strings.TrimSuffix(f.server, "/"), token: strings.TrimSpace(string(token)), client: &http.Client{Timeout: time.Minute}}, nil
}

// remote is the API of a server that runs.
type remote struct {
	base, token string
	client      *http.Client
}

// maxAnswer is how much of an answer is read.
const maxAnswer = 16 << 20

// do sends a request and reads the answer into out. What the server refuses is the error.
func (r *remote) do(ctx context.Context, method, path, reason string, in, out any) error {
	var body bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&body).Encode(in); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, r.base+path, &body)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Idempotency-Key", rand.Text())
		request.Header.Set("X-Reason", reason)
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return err
	}
	if answer.StatusCode < http.StatusBadRequest {
		return json.Unmarshal(data, out)
	}
	var problem struct{ Detail string }
	if err := json.Unmarshal(data, &problem); err != nil || problem.Detail == "" {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return errors.New(printable(problem.Detail))
}
