// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"errors"
	"fmt"
	"time"
)

// What a door is told, and what it answers. An [Appender] returns errors that wrap ErrFull, ErrUnavailable, ErrTooLarge
// or ErrClosed.
var (
	// ErrUnauthenticated says that nobody is known by these credentials: none, wrong or revoked ones. Answer 401.
	ErrUnauthenticated = errors.New("sender is not known")
	// ErrForbidden says that the credentials are right, and may not be used from this address. Answer 403.
	ErrForbidden = errors.New("sender may not send from this address")
	// ErrFull says that the log has no room: nothing was written. Answer 503 with Retry-After.
	ErrFull = errors.New("log is full")
	// ErrUnavailable says that the log does not know whether it wrote. Answer 503 with Retry-After: sending again makes
	// it certain.
	ErrUnavailable = errors.New("log is unavailable")
	// ErrBusy says that too many bytes are on their way. Answer 503 with Retry-After.
	ErrBusy = errors.New("too much is on its way")
	// ErrClosed says that the platform stops. Answer 503.
	ErrClosed = errors.New("not accepting any more")
	// ErrTooLarge says that a record or a request is beyond its limit. Answer 413; sending it again is of no use.
	ErrTooLarge = errors.New("too large")
	// ErrMalformed says that what was sent is not what the protocol says. Answer 400; sending it again is of no use.
	ErrMalformed = errors.New("malformed")
	// ErrEncoding says that a body is compressed in a way that is not known. Answer 415.
	ErrEncoding = errors.New("content encoding is not known: send plain, gzip or zstd")
	// ErrSlow says that a client took too long for its request. Answer 408.
	ErrSlow = errors.New("request did not come in time")
	// ErrConflict says that a key was used before for another content. Answer 422.
	ErrConflict = errors.New("key was used for something else")
	// ErrQuota is wrapped by every [QuotaError].
	ErrQuota = errors.New("over quota")
)

// A QuotaError says that a source or a tenant sends more than it may. Answer 429 with Retry-After.
type QuotaError struct {
	// Whose is what is over its quota: "source NAME" or "tenant NAME".
	Whose string
	// RetryAfter is when the sender may try again.
	RetryAfter time.Duration
}

// Error names whose quota it is, and the wait.
func (e *QuotaError) Error() string {
	return fmt.Sprintf("%s is %v: try again in %s", e.Whose, ErrQuota, e.RetryAfter.Round(time.Millisecond))
}

// Unwrap is ErrQuota.
func (e *QuotaError) Unwrap() error { return ErrQuota }

// RetryAfter returns how long the sender of a refused request is to wait, and whether to try again is of use at all.
func RetryAfter(err error) (time.Duration, bool) {
	if q, ok := errors.AsType[*QuotaError](err); ok {
		return q.RetryAfter, true
	}
	for _, e := range []struct {
		err  error
		wait time.Duration
	}{{ErrFull, 10 * time.Second}, {ErrUnavailable, time.Second}, {ErrBusy, time.Second}, {ErrClosed, 5 * time.Second}} {
		if errors.Is(err, e.err) {
			return e.wait, true
		}
	}
	return 0, false
}

// reason names the reasons for which batches are refused, as they are counted.
func reason(err error) string {
	for _, e := range []struct {
		err  error
		name string
	}{
		{ErrUnauthenticated, "unauthenticated"}, {ErrForbidden, "forbidden"}, {ErrQuota, "quota"}, {ErrFull, "full"}, {ErrUnavailable, "unavailable"}, {ErrBusy, "busy"}, {ErrClosed, "closed"},
		{ErrTooLarge, "too_large"}, {ErrMalformed, "malformed"}, {ErrEncoding, "encoding"}, {ErrSlow, "slow"}, {ErrConflict, "conflict"},
	} {
		if errors.Is(err, e.err) {
			return e.name
		}
	}
	return "other"
}
