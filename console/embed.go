// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package console is the web page: its built files, in the program, and how they are served.
//
// The page is written in TypeScript (src/, React) and built by `make console` into dist/, which is embedded. A program that
// was built without it serves a page that says so; nothing else of the program depends on it.
//
// # Guarantees
//
//   - [Handler] answers an address of the page (anything that is no file) with the page itself: its router does the rest.
//     A file that is not there is 404.
//   - The page runs under a strict Content-Security-Policy: scripts, styles and requests of its own origin, nothing inline,
//     nothing evaluated, no frames, no markup from text (trusted types). A test reads the built page for what would need more.
//   - Files whose names carry a hash of what is in them are kept by browsers for good; the page itself is asked for each time.
//
// # Test
//
// `make test` runs the unit tests (vitest); `make browser` runs the page in Chromium against the real server: by keyboard alone,
// and examined by axe in both themes and three widths. See docs/how-to/add-page.md.
package console

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

//go:embed placeholder.html
var placeholder []byte

// policy is what the page may load and do.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Built reports whether the page is in this program.
func Built() bool { return built(files()) }

func built(f fs.FS) bool {
	_, err := fs.Stat(f, "index.html")
	return err == nil
}

// files are the built files.
func files() fs.FS {
	f, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant
	}
	return f
}

// Handler serves the page. It answers GET and HEAD, and is made for all addresses that nothing else has.
func Handler() http.Handler { return handler(files()) }

func handler(f fs.FS) http.Handler {
	whole := built(f)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		switch name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/"); {
		case !whole:
			h.Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(placeholder) // a client that is gone is told nothing
		case path.Ext(name) == "":
			serve(w, r, f, "index.html")
		case path.Ext(name) == ".gz" || !serve(w, r, f, name):
			h.Set("Cache-Control", "no-store")
			http.NotFound(w, r)
		}
	})
}

// serve writes a file, compressed where the client takes that, and reports whether there is one.
func serve(w http.ResponseWriter, r *http.Request, f fs.FS, name string) bool {
	if _, err := fs.Stat(f, name); err != nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Add("Vary", "Accept-Encoding")
	if _, err := fs.Stat(f, name+".gz"); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		name += ".gz"
	}
	http.ServeFileFS(w, r, f, name)
	return true
}
