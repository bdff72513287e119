// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package keystest makes certificates for tests: an authority, and what it signs.
package keystest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An Authority signs certificates. Make one with [New].
type Authority struct {
	tb   testing.TB
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	// File is its own certificate in PEM.
	File string
}

// New makes an authority whose files are in a folder of the test.
func New(tb testing.TB) *Authority {
	tb.Helper()
	a := &Authority{tb: tb, dir: tb.TempDir()}
	a.File = filepath.Join(a.dir, "ca.crt")
	t := &x509.Certificate{Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true}
	a.key = a.newKey()
	a.cert = a.sign(t, t, a.key, a.key)
	a.write(a.File, "CERTIFICATE", a.cert.Raw)
	return a
}

// Pool holds the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// Issue writes a certificate for servers and clients, and its key, and returns the files' names: name.crt and name.key,
// which are replaced where they are there. Each of names is an address, a URI, a host, or with "cn:" before it only the
// common name.
func (a *Authority) Issue(name string, names ...string) (certFile, keyFile string) {
	a.tb.Helper()
	t := &x509.Certificate{
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, n := range names {
		cn, isCommon := strings.CutPrefix(n, "cn:")
		ip := net.ParseIP(n)
		u, err := url.Parse(n)
		switch {
		case isCommon:
			t.Subject.CommonName = cn
		case ip != nil:
			t.IPAddresses = append(t.IPAddresses, ip)
		case err == nil && u.Scheme != "":
			t.URIs = append(t.URIs, u)
		default:
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	key := a.newKey()
	cert := a.sign(t, a.cert, key, a.key)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.tb.Fatal(err)
	}
	certFile, keyFile = filepath.Join(a.dir, name+".crt"), filepath.Join(a.dir, name+".key")
	a.write(keyFile, "PRIVATE KEY", der)
	a.write(certFile, "CERTIFICATE", cert.Raw)
	return certFile, keyFile
}

// Pair is Issue, loaded.
func (a *Authority) Pair(name string, names ...string) tls.Certificate {
	a.tb.Helper()
	pair, err := tls.LoadX509KeyPair(a.Issue(name, names...))
	if err != nil {
		a.tb.Fatal(err)
	}
	return pair
}

func (a *Authority) newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.tb.Fatal(err)
	}
	return key
}

func (a *Authority) sign(t, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	a.tb.Helper()
	var err error
	if t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		a.tb.Fatal(err)
	}
	t.NotBefore, t.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), by)
	if err != nil {
		a.tb.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.tb.Fatal(err)
	}
	return cert
}

func (a *Authority) write(name, kind string, der []byte) {
	a.tb.Helper()
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.tb.Fatal(err)
	}
}
