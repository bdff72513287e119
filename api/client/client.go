// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// maxAnswer is the size of the largest answer that is read.
const maxAnswer = 64 << 20

// errAnswer is wrapped where an answer is not one of the API.
var errAnswer = errors.New("not an answer of the API")

// Deps is what the program gives to a client.
type Deps struct {
	// Transport sends requests; nil is [http.DefaultTransport]. A handler in the same process is one, too.
	Transport http.RoundTripper
	// Header is sent with every request; nil for nothing.
	Header http.Header
}

// Config says where the API is.
type Config struct {
	// URL is the API's address, such as https://gambeson.example:8443.
	URL string
	// Token is shown to the API; empty for none.
	Token string
}

// A Client speaks the API. It is safe for concurrent use.
type Client struct {
	http   *http.Client
	header http.Header
	base   *url.URL
	token  string
}

// New returns a client. It fails where the address is none, or where the token would be readable on the way: over http to
// another host than this one.
func New(d Deps, c Config) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(c.URL, "/"))
	if err != nil {
		return nil, fmt.Errorf("address of the API: %w", err)
	}
	switch {
	case base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return nil, fmt.Errorf("address of the API: want https://HOST:PORT, not %q", c.URL)
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("address of the API: want no user, no query and no fragment in it")
	case base.Scheme == "http" && c.Token != "" && !loopback(base.Hostname()):
		return nil, fmt.Errorf("address of the API: a token is not sent to %s without encryption: want https", base.Host)
	}
	return &Client{
		http: &http.Client{Transport: d.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}},
		header: d.Header, base: base, token: c.Token,
	}, nil
}

// Tagged is a value with its version.
type Tagged[T any] struct {
	Value T
	// ETag is for IfMatch.
	ETag string
}

// request is a request of an operation.
type request struct {
	method, path  string
	query, header []pair
	body          any // nil for none
}

// pair is a parameter: a string, a number, a boolean, or a list of strings. What is zero is not sent.
type pair struct {
	name  string
	value any
}

// each calls f with the texts of a parameter.
func (p pair) each(f func(name, text string)) {
	if list, ok := p.value.([]string); ok {
		for _, text := range list {
			f(p.name, text)
		}
		return
	}
	if !reflect.ValueOf(p.value).IsZero() {
		f(p.name, fmt.Sprint(p.value))
	}
}

// keyed is a key, or a new one.
func keyed(key string) string {
	if key == "" {
		return rand.Text()
	}
	return key
}

// segment is text as one part of a path.
func segment(text string) string { return url.PathEscape(text) }

// send sends a request and returns the answer of a success; the caller closes its body.
func (c *Client) send(ctx context.Context, r request, accept string) (*http.Response, error) {
	query := url.Values{}
	for _, p := range r.query {
		p.each(query.Add)
	}
	address := c.base.String() + r.path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("encode the request: %w", err)
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, c.header)
	req.Header.Set("Accept", accept)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, p := range r.header {
		p.each(req.Header.Set)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 != 2 {
		defer answer.Body.Close()
		return nil, problemOf(answer)
	}
	return answer, nil
}

// none sends a request whose answer says nothing but that it succeeded.
func none(ctx context.Context, c *Client, r request) error {
	answer, err := c.send(ctx, r, "application/json")
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// object sends a request and reads the answer.
func object[T any](ctx context.Context, c *Client, r request) (T, error) {
	t, err := tagged[T](ctx, c, r)
	return t.Value, err
}

// tagged sends a request and reads the answer with its version.
func tagged[T any](ctx context.Context, c *Client, r request) (Tagged[T], error) {
	var out Tagged[T]
	answer, err := c.send(ctx, r, "application/json")
	if err != nil {
		return out, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return out, fmt.Errorf("read the answer: %w", err)
	case len(body) > maxAnswer:
		return out, fmt.Errorf("%w: it is larger than %d bytes", errAnswer, maxAnswer)
	}
	if err := json.Unmarshal(body, &out.Value); err != nil {
		return out, fmt.Errorf("%w: %w", errAnswer, err)
	}
	out.ETag = answer.Header.Get("ETag")
	return out, nil
}
