// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"gambeson/keys"
)

// OwnCertificate begins the names of the files of the certificate that the program makes itself, in the folder of keys.
const OwnCertificate = "api"

// encrypt puts TLS over a listener.
func (s *Server) encrypt(l net.Listener) (net.Listener, error) {
	server, err := keys.NewServer(keys.Deps{Dir: s.KeysDir, Name: OwnCertificate, Log: s.Log},
		keys.ServerConfig{CertFile: s.config.CertFile, KeyFile: s.config.KeyFile, MinVersion: "1.2"}, s.config.Listen)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("api: %w", err), l.Close())
	}
	return tls.NewListener(l, server.TLS("http/1.1")), nil
}
