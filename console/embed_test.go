// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package console

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// page is a built page in small.
func page() fstest.MapFS {
	return fstest.MapFS{
		"index.html":           {Data: []byte("<!doctype html>page")},
		"index.html.gz":        {Data: packed("<!doctype html>page")},
		"icon.svg":             {Data: []byte("<svg/>")},
		"assets/index-1a2b.js": {Data: []byte("script")},
	}
}

func packed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func ask(t *testing.T, h http.Handler, path, encoding string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHandler(t *testing.T) {
	for _, c := range []struct {
		name, path, encoding string
		status               int
		body, kind, cache    string
	}{
		{"the page", "/", "", 200, "<!doctype html>page", "text/html; charset=utf-8", "no-cache"},
		{"an address of the page", "/cases/0123", "", 200, "<!doctype html>page", "text/html; charset=utf-8", "no-cache"},
		{"compressed", "/queue", "gzip, br", 200, string(packed("<!doctype html>page")), "text/html; charset=utf-8", "no-cache"},
		{"a file", "/icon.svg", "gzip", 200, "<svg/>", "image/svg+xml", "no-cache"},
		{"a file that never changes", "/assets/index-1a2b.js", "", 200, "script", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"a file that is gone", "/assets/index-0000.js", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "no-store"},
		{"a file of another program", "/wp-login.php", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "no-store"},
		{"no way to the compressed form", "/index.html.gz", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "no-store"},
		{"no way out", "/../../etc/passwd.js", "", 404, "404 page not found\n", "text/plain; charset=utf-8", "no-store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(t, handler(page()), c.path, c.encoding)
			h := w.Header()
			if w.Code != c.status || w.Body.String() != c.body || h.Get("Content-Type") != c.kind || h.Get("Cache-Control") != c.cache {
				t.Errorf("%d %q %q %q, want %d %q %q %q", w.Code, w.Body, h.Get("Content-Type"), h.Get("Cache-Control"), c.status, c.body, c.kind, c.cache)
			}
			if csp := h.Get("Content-Security-Policy"); csp != policy {
				t.Errorf("policy %q", csp)
			}
		})
	}
}

func TestWithoutThePage(t *testing.T) {
	w := ask(t, handler(fstest.MapFS{".gitignore": {}}), "/queue", "gzip")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "make console build") {
		t.Errorf("%d %s: want what to run", w.Code, w.Body)
	}
}

func TestPolicyIsStrict(t *testing.T) {
	for _, bad := range []string{"unsafe", "http:", "https:", "data:", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("the policy has %q in it", bad)
		}
	}
}

// The built page holds to the policy: no script or style in its markup, and nothing from elsewhere.
func TestPageHoldsToThePolicy(t *testing.T) {
	if !Built() {
		t.Skip("the page is not built: make console")
	}
	html, err := fs.ReadFile(files(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []*regexp.Regexp{
		regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>[^<]`), regexp.MustCompile(`(?i)<style`), regexp.MustCompile(`(?i)\sstyle=`),
		regexp.MustCompile(`(?i)\son[a-z]+=`), regexp.MustCompile(`(?i)(?:src|href)="(?:https?:)?//`),
	} {
		if m := bad.Find(html); m != nil {
			t.Errorf("the page has %q in it", m)
		}
	}
}

// What a browser loads for the first page, and in all, stays small.
func TestSize(t *testing.T) {
	if !Built() {
		t.Skip("the page is not built: make console")
	}
	const first, all = 200 << 10, 450 << 10
	f := files()
	sizes := map[string]int64{}
	var sum int64
	err := fs.WalkDir(f, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".js.gz") {
			return err
		}
		info, err := d.Info()
		sizes[strings.TrimSuffix(name, ".gz")] = info.Size()
		sum += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum > all {
		t.Errorf("all scripts have %d bytes compressed, want at most %d", sum, all)
	}
	var queue string
	for name := range sizes {
		if strings.HasPrefix(name, "assets/queue-") {
			queue = name
		}
	}
	start := needed(t, f, sizes, append(entries(t, f), queue))
	if start > first {
		t.Errorf("the queue needs scripts of %d bytes compressed, want at most %d", start, first)
	}
	t.Logf("scripts, compressed: %d bytes for the queue, %d in all", start, sum)
}

// entries are the scripts that the page names.
func entries(t *testing.T, f fs.FS) []string {
	t.Helper()
	html, err := fs.ReadFile(f, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`(?:src|href)="/(assets/[^"]+\.js)"`).FindAllSubmatch(html, -1) {
		out = append(out, string(m[1]))
	}
	if len(out) == 0 {
		t.Fatal("the page names no script")
	}
	return out
}

// needed sums scripts and what they import before they run.
func needed(t *testing.T, f fs.FS, sizes map[string]int64, from []string) int64 {
	t.Helper()
	imports := regexp.MustCompile(`(?:from|import)\s*"\./([^"]+\.js)"`)
	seen := map[string]bool{}
	var sum int64
	for len(from) > 0 {
		name := from[0]
		from = from[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		size, ok := sizes[name]
		if !ok {
			t.Fatalf("no script %q", name)
		}
		sum += size
		data, err := fs.ReadFile(f, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range imports.FindAllSubmatch(data, -1) {
			from = append(from, "assets/"+string(m[1]))
		}
	}
	return sum
}
