// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

const (
	// payload leaves room for what is around a message of the largest size.
	payload = bus.MaxMessage + 64<<10
	// patience is how long a write, a read or a change may take before the server is held to be lost.
	patience = time.Minute
)

// engine is one life of the server, and the connections to it: one that writes and one that reads, so that neither waits
// for the other.
type engine struct {
	srv         *server.Server
	said        *logger
	write, read *nats.Conn
	js          jetstream.JetStream
	idle        chan *nats.Subscription // for replies to reads
}

// start brings the folder to the disk and starts a server over it.
func start(dir string, log *slog.Logger) (*engine, error) {
	if err := syncTree(dir); err != nil {
		return nil, fmt.Errorf("sync the log: %w", err)
	}
	said := &logger{log: log}
	srv, err := server.NewServer(&server.Options{
		ServerName:             "gambeson",
		DontListen:             true,
		NoSigs:                 true,
		JetStream:              true,
		StoreDir:               dir,
		SyncAlways:             true,
		JetStreamMaxMemory:     16 << 20,
		JetStreamMaxStore:      1 << 60, // the watermarks are ours
		MaxPayload:             payload,
		MaxPending:             256 << 20,
		PingInterval:           time.Hour,
		WriteDeadline:          patience,
		DisableJetStreamBanner: true,
	})
	if err != nil {
		return nil, fmt.Errorf("make the log's server: %w", err)
	}
	srv.SetLoggerV2(said, false, false, false)
	e := &engine{srv: srv, said: said, idle: make(chan *nats.Subscription, 16)}
	srv.Start()
	if !srv.ReadyForConnections(patience) || !srv.JetStreamEnabled() {
		e.stop()
		return nil, fmt.Errorf("start the log's server: %s", said.lastProblem())
	}
	if err := e.connect(); err != nil {
		e.stop()
		return nil, fmt.Errorf("connect to the log's server: %w", err)
	}
	return e, nil
}

func (e *engine) connect() (err error) {
	for _, c := range []**nats.Conn{&e.write, &e.read} {
		*c, err = nats.Connect("", nats.InProcessServer(e.srv), nats.NoReconnect(), nats.PingInterval(time.Hour))
		if err != nil {
			return err
		}
	}
	e.js, err = jetstream.New(e.write, jetstream.WithDefaultTimeout(patience))
	return err
}

// stop ends the connections and the server, and waits for them.
func (e *engine) stop() {
	for _, c := range []*nats.Conn{e.write, e.read} {
		if c != nil {
			c.Close()
		}
	}
	e.srv.Shutdown()
	e.srv.WaitForShutdown()
}
