// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package keys

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ownLife is how long an own certificate is valid; it is renewed within renewBefore of its end.
const (
	ownLife     = 2 * 365 * 24 * time.Hour
	renewBefore = 60 * 24 * time.Hour
)

// ensureOwn makes a certificate for this host, signed by itself, unless there is one that lasts and names address. One
// that is replaced leaves its names to the next: listeners share it.
func ensureOwn(certFile, keyFile, address string, now time.Time) error {
	all := hosts(address)
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	switch {
	case err == nil && now.Add(renewBefore).Before(pair.Leaf.NotAfter) && names(pair.Leaf, address):
		return nil
	case err == nil:
		for _, ip := range pair.Leaf.IPAddresses {
			all = append(all, ip.String())
		}
		all = append(all, pair.Leaf.DNSNames...)
		slices.Sort(all[1:])
		all = slices.Compact(all)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return makeOwn(certFile, keyFile, all, now)
}

// makeOwn writes a new key, and a certificate that it signed.
func makeOwn(certFile, keyFile string, hosts []string, now time.Time) error {
	if err := os.MkdirAll(filepath.Dir(keyFile), 0o700); err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := selfSign(key, hosts, now)
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
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(ownLife),
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
func hosts(address string) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host := named(address); host != "" && host != "localhost" {
		names = append([]string{host}, names...)
	}
	if name, err := os.Hostname(); err == nil && name != "" && !strings.ContainsAny(name, " /") {
		names = append(names, name)
	}
	return names
}

// named is the host of an address, empty where it names none.
func named(address string) string {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip != nil && ip.IsUnspecified() {
		return ""
	}
	return host
}

// names reports whether a certificate is for the host of an address, if that has one.
func names(leaf *x509.Certificate, address string) bool {
	host := named(address)
	return host == "" || leaf.VerifyHostname(host) == nil
}

// writePEM replaces a file as a whole.
func writePEM(name, kind string, der []byte, mode fs.FileMode) error {
	part := name + ".new"
	if err := os.WriteFile(part, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode); err != nil {
		return err
	}
	return os.Rename(part, name)
}
