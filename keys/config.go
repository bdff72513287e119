// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package keys

import (
	"crypto/tls"
	"errors"
	"net"
	"net/netip"

	"gambeson/config"
)

// ServerConfig is what users set of a listener's certificate.
type ServerConfig struct {
	// CertFile is a PEM file with the certificate and those that signed it. Without one the program makes its own.
	CertFile string `yaml:"cert_file"`
	// KeyFile is the PEM file with the certificate's private key.
	KeyFile string `yaml:"key_file"`
	// ClientCAFile is a PEM file with the authorities that sign the certificates of clients. Without one nobody is known
	// by a certificate.
	ClientCAFile string `yaml:"client_ca_file"`
	// MinVersion is the oldest version of TLS that is spoken.
	MinVersion string `yaml:"min_version" enum:"1.2,1.3"`
}

// DefaultServerConfig is an own certificate, and TLS 1.3.
func DefaultServerConfig() ServerConfig { return ServerConfig{MinVersion: "1.3"} }

// Validate returns an error that names every wrong setting.
func (c ServerConfig) Validate() error {
	var errs []error
	if (c.CertFile == "") != (c.KeyFile == "") {
		errs = append(errs, config.Errorf("cert_file", "cert_file and key_file belong together"))
	}
	return errors.Join(errs...)
}

// version is the number of the oldest version.
func (c ServerConfig) version() uint16 {
	if c.MinVersion == "1.2" {
		return tls.VersionTLS12
	}
	return tls.VersionTLS13
}

// When connections are encrypted: the values of settings that say so.
const (
	// Auto is everywhere but on a loopback address.
	Auto = "auto"
	// On is everywhere.
	On = "on"
	// Insecure is nowhere.
	Insecure = "insecure"
)

// Encrypted reports whether a listener on address is encrypted, where mode is one of Auto, On and Insecure.
func Encrypted(mode, address string) bool {
	return mode == On || mode != Insecure && !Loopback(address)
}

// Loopback reports whether only this machine can connect to an address, host:port. What cannot be read is not known to be.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}
