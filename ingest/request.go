// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// RequestCredentials returns what a request over HTTP shows of its client. A header of a kind that is not known is an
// error that wraps ErrUnauthenticated: it is not taken for no header.
func RequestCredentials(r *http.Request) (Credentials, error) {
	header := r.Header.Get("Authorization")
	c := Credentials{Token: Token(header)}
	if c.Token == "" && header != "" {
		return Credentials{}, fmt.Errorf("no token in the Authorization header: %w", ErrUnauthenticated)
	}
	if p, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		c.From = p.Addr().Unmap()
	}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		c.Certificate = r.TLS.PeerCertificates[0]
	}
	return c, nil
}

// RequestSender finds out who sends a request over HTTP; who is not known is counted.
func (d Deps) RequestSender(r *http.Request) (Sender, error) {
	c, err := RequestCredentials(r)
	if err != nil {
		d.Acceptor.RefuseUnknown(err)
		return Sender{}, err
	}
	return d.Sender(r.Context(), c)
}

// AnswerTimeout returns how long a request may take from its head to the end of its answer, where the client may take
// timeout to send it: as long, as long again to read the answer, and what the log may take between. A client that does
// not read would hold what was reserved for its request for ever.
func AnswerTimeout(timeout time.Duration) time.Duration { return 2*timeout + logPatience }

// logPatience is longer than a log that works takes for a write. An answer that comes later is lost, and the request is
// sent again.
const logPatience = time.Minute

// Token returns the token in an Authorization header: Bearer, Splunk, ApiKey, or the password of Basic. It is empty
// where there is none.
func Token(authorization string) string {
	scheme, rest, _ := strings.Cut(strings.TrimSpace(authorization), " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(scheme) {
	case "bearer", "splunk", "apikey":
		return rest
	case "basic":
		pair, err := base64.StdEncoding.DecodeString(rest)
		if err != nil {
			return ""
		}
		_, password, _ := strings.Cut(string(pair), ":")
		return password
	}
	return ""
}

const (
	// What is still read of a request that is refused: a client whose connection is reset while it sends may never see
	// the answer.
	drainBytes = 1 << 20
	drainTime  = time.Second
)

// RefuseRequest sets the header fields that go with the refusal err and returns its HTTP status; the caller writes both,
// and the body.
func RefuseRequest(w http.ResponseWriter, r *http.Request, err error) int {
	h := w.Header()
	if !errors.Is(err, ErrSlow) && http.NewResponseController(w).SetReadDeadline(time.Now().Add(drainTime)) == nil {
		io.CopyN(io.Discard, r.Body, drainBytes) //nolint:errcheck // it was refused anyway
	}
	status := requestStatus(err)
	if wait, again := RetryAfter(err); again {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	switch status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="gambeson"`)
	case http.StatusRequestTimeout:
		h.Set("Connection", "close") // what is left of the body will not come
	}
	return status
}

func requestStatus(err error) int {
	for _, x := range []struct {
		err    error
		status int
	}{
		{ErrUnauthenticated, http.StatusUnauthorized},
		{ErrForbidden, http.StatusForbidden},
		{ErrQuota, http.StatusTooManyRequests},
		{ErrTooLarge, http.StatusRequestEntityTooLarge},
		{ErrMalformed, http.StatusBadRequest},
		{ErrConflict, http.StatusUnprocessableEntity},
		{ErrEncoding, http.StatusUnsupportedMediaType},
		{ErrSlow, http.StatusRequestTimeout},
		{ErrFull, http.StatusServiceUnavailable},
		{ErrUnavailable, http.StatusServiceUnavailable},
		{ErrBusy, http.StatusServiceUnavailable},
		{ErrClosed, http.StatusServiceUnavailable},
		{context.Canceled, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, x.err) {
			return x.status
		}
	}
	return http.StatusInternalServerError
}
