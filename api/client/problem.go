// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package client

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// problemType begins the type of every problem of the API.
const problemType = "urn:gambeson:problem:"

// maxProblem is how much of a refusal is read.
const maxProblem = 1 << 20

// A ProblemError is a refusal of the API, or an answer that is none of its own.
type ProblemError struct {
	ErrorModel
	// RetryAfter is after what time to try again; 0 where the API does not say.
	RetryAfter time.Duration
}

// Error says what is wrong and where.
func (p *ProblemError) Error() string {
	text := p.Detail
	if text == "" {
		text = fmt.Sprintf("the server answered with status %d (%s)", p.Status, http.StatusText(int(p.Status)))
	}
	parts := []string{text}
	for _, e := range p.Errors {
		part := e.Message
		if e.Location != "" {
			part += " (" + e.Location + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// Kind is the stable name of what is wrong, such as not-found; "" where the answer is not the API's.
func (p *ProblemError) Kind() string {
	kind, ok := strings.CutPrefix(p.Type, problemType)
	if !ok {
		return ""
	}
	return kind
}

// problemOf reads the problem of an answer that is no success.
func problemOf(answer *http.Response) *ProblemError {
	p := &ProblemError{}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxProblem))
	if err != nil || json.Unmarshal(body, &p.ErrorModel) != nil {
		p.ErrorModel = ErrorModel{} // a proxy's page says nothing that a person could use: the status does
	}
	p.Status = int64(answer.StatusCode)
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		p.RetryAfter = time.Duration(seconds) * time.Second
	}
	return p
}

// loopback reports whether a host is this one.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
