// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"gambeson/api"
	"gambeson/config"
)

// Below these the doctor warns.
const (
	enoughFiles  = 20_000  // the doors' connections, and the log's files
	enoughMemory = 1 << 30 // bytes
	slowSync     = 50 * time.Millisecond
	syncSamples  = 8
	lastDays     = 30 * 24 * time.Hour // of a certificate
	clockSlack   = time.Minute
)

func examineVersion(context.Context, *Config) (api.Status, string, string) {
	build, _ := debug.ReadBuildInfo()
	v := versionOf(build)
	return api.StatusOK, fmt.Sprintf("%s, %s, %s, %d CPUs", v.Version, v.Go, v.Platform, runtime.NumCPU()), ""
}

func examineMemory(context.Context, *Config) (api.Status, string, string) {
	n, ok := memoryBytes()
	switch {
	case !ok:
		return api.StatusOK, "not known on this system", ""
	case n < enoughMemory:
		return api.StatusWarn, config.Size(n).String() + " for this process", "give it 1GiB or more"
	}
	return api.StatusOK, fmt.Sprintf("%.1f GiB for this process", float64(n)/(1<<30)), ""
}

func examineFiles(context.Context, *Config) (api.Status, string, string) {
	n, ok := openFileLimit()
	switch {
	case !ok:
		return api.StatusOK, "not known on this system", ""
	case n < enoughFiles:
		return api.StatusWarn, fmt.Sprintf("%d may be open", n), "raise the limit: ulimit -n, or LimitNOFILE= of the unit"
	}
	return api.StatusOK, fmt.Sprintf("%d may be open", n), ""
}

// examineClock asks the system whether the clock is kept right, and the data folder whether it went back.
func examineClock(_ context.Context, c *Config) (api.Status, string, string) {
	now := time.Now()
	if last := newest(c.Data); last.Sub(now) > clockSlack {
		return api.StatusDown, fmt.Sprintf("files in the data folder are %s from the future", last.Sub(now).Round(time.Second)),
			"set the clock: it went back"
	}
	if synchronized, ok := clockSynchronized(); ok && !synchronized {
		return api.StatusWarn, "not synchronized: " + now.UTC().Format(time.RFC3339), "run a time service, such as chrony"
	}
	return api.StatusOK, now.UTC().Format(time.RFC3339), ""
}

// newest is when the folder, or something right in it or one below, was changed last.
func newest(dir string) time.Time {
	var last time.Time
	for _, pattern := range [...]string{".", "*", "*/*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if dir == "" || err != nil {
			continue
		}
		for _, name := range names {
			if info, err := os.Stat(name); err == nil && info.ModTime().After(last) {
				last = info.ModTime()
			}
		}
	}
	return last
}

func examineFolder(_ context.Context, c *Config) (api.Status, string, string) {
	if c.Data == "" {
		return api.StatusOK, "none is named", "--data DIR names one"
	}
	info, err := os.Stat(c.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return api.StatusOK, c.Data + " is not there yet", ""
	case err != nil:
		return api.StatusDown, err.Error(), "let this user read it"
	case !info.IsDir():
		return api.StatusDown, c.Data + " is no folder", "name another with --data"
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0:
		return api.StatusWarn, c.Data + " may be read by everyone", "chmod o-rwx " + c.Data
	}
	return api.StatusOK, c.Data, ""
}

func examineDisk(_ context.Context, c *Config) (api.Status, string, string) {
	free, ok := freeBytes(existing(c.Data))
	text := fmt.Sprintf("%.1f GiB are free", float64(free)/(1<<30))
	switch {
	case !ok:
		return api.StatusOK, "not known on this system", ""
	case free < c.Bus.MinFree:
		return api.StatusDown, text + ": doors refuse everything", "free some space, or lower bus.min_free"
	case free < c.Bus.WarnFree:
		return api.StatusWarn, text, "free some space: below " + config.Size(c.Bus.MinFree).String() + " doors refuse everything"
	}
	return api.StatusOK, text, ""
}

// existing is the folder, or the nearest around it that is there.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == "" || dir == "." || dir == filepath.Dir(dir) {
			return filepath.Clean(dir)
		}
		dir = filepath.Dir(dir)
	}
}

// examineSync measures what every acknowledgement waits for.
func examineSync(_ context.Context, c *Config) (api.Status, string, string) {
	if info, err := os.Stat(c.Data); c.Data == "" || err != nil || !info.IsDir() {
		return api.StatusOK, "no data folder to measure in", ""
	}
	f, err := os.CreateTemp(c.Data, ".doctor-*")
	if err != nil {
		return api.StatusDown, err.Error(), "let this user write there"
	}
	defer func() { _ = os.Remove(f.Name()) }() // an empty file that stays is no finding
	defer f.Close()
	var worst time.Duration
	for range syncSamples {
		begun := time.Now()
		if _, err := f.Write(make([]byte, 4096)); err != nil {
			return api.StatusDown, err.Error(), ""
		}
		if err := f.Sync(); err != nil {
			return api.StatusDown, err.Error(), "this file system does not keep what it says"
		}
		worst = max(worst, time.Since(begun))
	}
	text := fmt.Sprintf("at most %s for 4 KiB", worst.Round(10*time.Microsecond))
	if worst > slowSync {
		return api.StatusWarn, text, "senders wait for it: use a faster disk"
	}
	return api.StatusOK, text, ""
}

func examineCertificate(_ context.Context, c *Config) (api.Status, string, string) {
	name := c.API.CertFile
	if name == "" {
		name = filepath.Join(c.Data, "keys", "api.crt")
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && c.API.CertFile == "" {
		return api.StatusOK, "none yet: a start that needs one makes it", ""
	}
	block, _ := pem.Decode(text)
	if err == nil && block == nil {
		err = fmt.Errorf("%s holds no PEM", name)
	}
	var cert *x509.Certificate
	if err == nil {
		cert, err = x509.ParseCertificate(block.Bytes)
	}
	if err != nil {
		return api.StatusDown, err.Error(), "api.cert_file names a PEM file"
	}
	left, detail := time.Until(cert.NotAfter), "until "+cert.NotAfter.UTC().Format(time.RFC3339)
	switch {
	case left < 0:
		return api.StatusDown, "expired: it was good " + detail, "renew it"
	case left < lastDays && c.API.CertFile != "":
		return api.StatusWarn, "good " + detail, "renew it"
	}
	return api.StatusOK, "good " + detail, ""
}

// examinePorts tries to open what the platform listens on.
func examinePorts(ctx context.Context, c *Config) (api.Status, string, string) {
	var taken, denied []string
	all := listeners(c)
	for _, l := range all {
		switch err := tryListen(ctx, l.network, l.address); {
		case errors.Is(err, fs.ErrPermission):
			denied = append(denied, l.name+" "+l.address)
		case err != nil:
			taken = append(taken, l.name+" "+l.address)
		}
	}
	switch {
	case len(denied) > 0:
		return api.StatusDown, "not allowed: " + strings.Join(denied, ", "), "choose ports above 1023, or give the program CAP_NET_BIND_SERVICE"
	case len(taken) > 0:
		return api.StatusWarn, "taken: " + strings.Join(taken, ", "), "by a server that runs already? If not, choose others, or stop what has them"
	}
	return api.StatusOK, fmt.Sprintf("%d are free", len(all)), ""
}

// listener is an address that the platform opens.
type listener struct{ name, network, address string }

// tryListen opens an address and closes it again.
func tryListen(ctx context.Context, network, address string) error {
	var c net.ListenConfig
	if network == "udp" {
		l, err := c.ListenPacket(ctx, network, address)
		if err != nil {
			return err
		}
		return l.Close()
	}
	l, err := c.Listen(ctx, network, address)
	if err != nil {
		return err
	}
	return l.Close()
}

// apiListener names the one listener that is no door.
const apiListener = "api"

// listeners lists what the configuration opens.
func listeners(c *Config) []listener {
	in := c.Ingest
	all := []listener{
		{apiListener, "tcp", c.API.Listen}, {"http", "tcp", in.HTTP.Listen}, {"otlp-grpc", "tcp", in.OTLP.GRPC}, {"otlp-http", "tcp", in.OTLP.HTTP},
		{"syslog-udp", "udp", in.Syslog.UDP}, {"syslog-tcp", "tcp", in.Syslog.TCP}, {"syslog-tls", "tcp", in.Syslog.TLS},
	}
	return slices.DeleteFunc(all, func(l listener) bool { return l.address == "" })
}
