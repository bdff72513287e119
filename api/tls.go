// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The files of the certificate that the program makes itself, in the folder of keys.
const (
	ownCertFile = "api.crt"
	ownKeyFile  = "api.key"
)

// ownCertLife is how long an own certificate is valid; it is renewed at a start within renewBefore of its end.
const (
	ownCertLife = 2 * 365 * 24 * time.Hour
	renewBefore = 60 * 24 * time.Hour
)

// encrypt puts TLS over a listener.
func (s *Server) encrypt(l net.Listener) (net.Listener, error) {
	cert, err := s.certificate()
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return tls.NewListener(l, &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
	}), nil
}

// certificate returns the configured certificate, or an own one that is made where there is none.
func (s *Server) certificate() (tls.Certificate, error) {
	certFile, keyFile := s.config.CertFile, s.config.KeyFile
	if certFile == "" {
		certFile, keyFile = filepath.Join(s.KeysDir, ownCertFile), filepath.Join(s.KeysDir, ownKeyFile)
		if err := ensureCertificate(certFile, keyFile, s.config.Listen, time.Now()); err != nil {
			return tls.Certificate{}, fmt.Errorf("api: own certificate: %w", err)
		}
	}
	cert, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("api: certificate %s: %w", certFile, err)
	}
	if cert.Leaf != nil && time.Now().After(cert.Leaf.NotAfter) {
		s.Log.Warn("certificate has expired", "file", certFile, "expired", cert.Leaf.NotAfter)
	}
	sum := sha256.Sum256(cert.Certificate[0])
	s.Log.Info("certificate", "file", certFile, "sha256", hex.EncodeToString(sum[:]), "expires", cert.Leaf.NotAfter)
	return cert, nil
}

// ensureCertificate makes a certificate for this host, signed by itself, unless there is one that lasts.
func ensureCertificate(certFile, keyFile, listen string, now time.Time) error {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err == nil && now.Add(renewBefore).Before(pair.Leaf.NotAfter) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(keyFile), 0o700); err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := selfSign(key, hosts(listen), now)
	if err != nil {
		return err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePEM(keyFile, "PRIVATE KEY", pkcs8, 0o600); err != nil {
		return err
	}
	return writePEM(certFile, "CERTIFICATE", der, 0o644)
}

// selfSign returns a certificate for hosts that its own key signed.
func selfSign(key *ecdsa.PrivateKey, hosts []string, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: hosts[0], Organization: []string{"Gambeson, signed by itself"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(ownCertLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	return x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
}

// hosts lists the names under which this host may be called.
func hosts(listen string) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(listen); err == nil && host != "" && host != "localhost" {
		names = append([]string{host}, names...)
	}
	if name, err := os.Hostname(); err == nil && name != "" && !strings.ContainsAny(name, " /") {
		names = append(names, name)
	}
	return names
}

// writePEM replaces a file as a whole.
func writePEM(name, kind string, der []byte, mode fs.FileMode) error {
	part := name + ".new"
	if err := os.WriteFile(part, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		return err
	}
	return os.Rename(part, name)
}
