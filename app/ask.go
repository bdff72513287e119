// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gambeson/api"
	"gambeson/api/client"
	"gambeson/bus/jetstream"
	"gambeson/config"
	"gambeson/state"
	"gambeson/telemetry"
)

// session is the API as a command asks it, wherever it is: of a server, of the
// server that has the data folder, or of the folder itself where no server runs.
type session struct {
	*client.Client
	tenant string // "" where the token fixes it
}

// socketDir is the folder of a data folder's local socket.
func socketDir(data string) string { return filepath.Join(data, stateFolder, "local") }

// askFlags gives commands the flags that say whom they ask.
func (p *program) askFlags(commands ...*cobra.Command) {
	p.dataFlag(commands...)
	for _, cmd := range commands {
		p.tenantFlag(cmd)
		flags := cmd.Flags()
		flags.StringVar(&p.server, "server", "", "ask the server at this `URL` (default $GAMBESON_SERVER, else the data folder)")
		flags.StringVar(&p.serverToken, "server-token-file", "", "`FILE` with the token for --server (default $GAMBESON_TOKEN_FILE)")
		flags.StringVar(&p.serverCA, "server-ca-file", "", "PEM `FILE` with the certificate that --server is trusted by (default $GAMBESON_CA_FILE, else the system's)")
	}
}

// ask runs f with the API. Of a data folder without a server it is the API in
// this process; create makes the folder where there is none.
func (p *program) ask(ctx context.Context, create bool, f func(context.Context, *session) error) error {
	return p.askOr(ctx, create, f, func(ctx context.Context, c *Config) error {
		db, err := state.Open(ctx, state.Deps{Channels: c.Respond.Notify.Channels()}, filepath.Join(c.Data, stateFolder))
		if err != nil {
			return err
		}
		return errors.Join(p.askState(ctx, c, db, f), db.Close())
	})
}

// askOr is ask for commands that need more of a folder without a server than
// its state. What here opens first MUST be the state, whose [state.ErrInUse]
// says that somebody has the folder.
func (p *program) askOr(
	ctx context.Context, create bool, f func(context.Context, *session) error, here func(context.Context, *Config) error,
) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	data := p.flagGiven("data")
	if server := p.orEnv(p.server, "SERVER"); server != "" && (p.server != "" || !data) {
		if p.server != "" && data {
			return usageErrorf("--server asks a server, --data the folder on this host", "--server and --data exclude each other")
		}
		return p.askServer(ctx, server, f)
	}
	if c.Data == "" {
		return usageErrorf("name the platform's data folder with --data DIR, or its address with --server URL", "no data folder")
	}
	if _, err := os.Stat(filepath.Join(c.Data, stateFolder)); !create && errors.Is(err, fs.ErrNotExist) {
		return withHint(fmt.Errorf("%s is no data folder: %w", c.Data, err), "`gambeson serve --data "+c.Data+"` makes one")
	}
	return p.askFolder(ctx, c, f, here)
}

// flagGiven reports whether a bound flag was given.
func (p *program) flagGiven(name string) bool {
	for _, b := range p.bound {
		if b.flag.Name == name && b.flag.Changed {
			return true
		}
	}
	return false
}

// orEnv is a flag's value, or that of an environment variable.
func (p *program) orEnv(value, name string) string {
	if value == "" {
		value, _ = p.LookupEnv(config.EnvPrefix + name)
	}
	return value
}

// askServer asks a server with a token.
func (p *program) askServer(ctx context.Context, server string, f func(context.Context, *session) error) error {
	if p.flagGiven("tenant") {
		return usageErrorf("leave --tenant out: the token belongs to one", "--tenant and --server exclude each other")
	}
	file := p.orEnv(p.serverToken, "TOKEN_FILE")
	if file == "" {
		return usageErrorf("--server-token-file FILE, or GAMBESON_TOKEN_FILE, names the file with the token", "%s wants a token", server)
	}
	token, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the token: %w", err)
	}
	transport, err := serverTransport(p.orEnv(p.serverCA, "CA_FILE"))
	if err != nil {
		return err
	}
	defer transport.CloseIdleConnections()
	cl, err := client.New(client.Deps{Transport: transport}, client.Config{URL: server, Token: strings.TrimSpace(string(token))})
	if err != nil {
		return usageErrorf("", "%w", err)
	}
	return answerError(f(ctx, &session{Client: cl}), server)
}

// serverTransport trusts what the system trusts, or one certificate alone.
func serverTransport(caFile string) (*http.Transport, error) {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: time.Minute, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true}
	if caFile == "" {
		return t, nil
	}
	text, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", caFile)
	}
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return t, nil
}

// How long, and how often, a folder is tried that somebody has and nobody
// answers for: a server that starts or stops, or another command.
const (
	folderPatience = 3 * time.Second
	folderRetry    = 50 * time.Millisecond
)

// askFolder asks the server that has the folder, and here where none has.
func (p *program) askFolder(
	ctx context.Context, c *Config, f func(context.Context, *session) error, here func(context.Context, *Config) error,
) error {
	patience, cancel := context.WithTimeout(ctx, folderPatience)
	defer cancel()
	again := time.NewTicker(folderRetry)
	defer again.Stop()
	for {
		err := here(ctx, c)
		if !errors.Is(err, state.ErrInUse) {
			return err
		}
		transport, reached := socketTransport(ctx, c.Data)
		if reached {
			defer transport.CloseIdleConnections()
			return p.askLocal(ctx, c, transport, f)
		}
		select {
		case <-again.C:
		case <-patience.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return withHint(err, "whatever runs on this folder does not answer on its local socket: ask its API with --server URL, or stop it")
		}
	}
}

// socketTransport reaches the server that has a data folder, if there is one.
func socketTransport(ctx context.Context, data string) (t *http.Transport, reached bool) {
	path := filepath.Join(socketDir(data), api.SocketFile)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	return &http.Transport{DialContext: dial, ResponseHeaderTimeout: time.Minute}, conn.Close() == nil
}

// askState asks the API in this process, over the state of a folder that no
// server has.
func (p *program) askState(ctx context.Context, c *Config, db *state.DB, f func(context.Context, *session) error) (err error) {
	logger, err := telemetry.NewLogger(p.Stderr, c.Log)
	if err != nil {
		return err
	}
	log := sync.OnceValues(func() (*jetstream.Log, error) {
		return jetstream.Open(filepath.Join(c.Data, "log"), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, c.Bus)
	})
	used := false
	defer func() {
		if !used {
			return
		}
		if l, failed := log(); failed == nil {
			err = errors.Join(err, l.Close())
		}
	}()
	server, err := api.New(api.Deps{State: db, Log: logger, Letters: &letters{func() (*jetstream.Log, error) {
		used = true
		return log()
	}}}, c.API)
	if err != nil {
		return err
	}
	return p.askLocal(ctx, c, client.Handler(server.Local()), f)
}

// askLocal asks as who has the data folder.
func (p *program) askLocal(ctx context.Context, c *Config, t http.RoundTripper, f func(context.Context, *session) error) error {
	user, _ := p.LookupEnv("USER")
	s, err := localSession(t, c.Tenant, user)
	if err != nil {
		return err
	}
	return answerError(f(ctx, s), c.Data)
}

// localSession is the API for who has the data folder.
func localSession(t http.RoundTripper, tenant, user string) (*session, error) {
	header := http.Header{api.HeaderTenant: {tenant}, api.HeaderActor: {user}}
	cl, err := client.New(client.Deps{Transport: t, Header: header}, client.Config{URL: "http://localhost"})
	return &session{cl, tenant}, err
}

// answerError gives a refusal of the API its exit code and says what to do next.
func answerError(err error, where string) error {
	problem, ok := errors.AsType[*client.ProblemError](err)
	if !ok {
		return unreached(err, where)
	}
	switch problem.Kind() {
	case "not-found", "exists", "invalid", "transition", "cursor":
		return usageErrorf("", "%w", err)
	case "unauthenticated":
		return withHint(err, "the token in the file is not valid at "+where+": an administrator makes another")
	case "forbidden":
		return withHint(err, "ask an administrator for a token with this permission")
	}
	if problem.Status == http.StatusUnprocessableEntity {
		return usageErrorf("", "%w", err)
	}
	return err
}

// unreached explains why a server could not be asked.
func unreached(err error, where string) error {
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown):
		return withHint(err, "where the server signed its certificate itself, copy keys/api.crt from its data folder and name it with --server-ca-file")
	case errors.Is(err, syscall.ECONNREFUSED):
		return withHint(err, "nobody listens at "+where+": is the server running, and is the address right?")
	}
	return err
}
