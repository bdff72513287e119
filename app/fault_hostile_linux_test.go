// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// mostMemory bounds the server's resident memory at its peak, whatever is sent to it: it may hold 128 MiB of requests in
// flight, and twice as much for what becomes of them; the rules and the log take about 100 MiB. The race detector
// needs several times as much for the same.
const mostMemory = 512 << 20

// memoryLimit is [mostMemory], and more for a program that the race detector watches.
func memoryLimit() int64 {
	if raceDetector && watched() {
		return 4 * mostMemory
	}
	return mostMemory
}

// assault is what somebody sends who means no good, again and again until the door has had enough.
type assault struct {
	name string
	send func(c net.Conn) error
	// answers matches what the door may say before it closes the connection; empty where it says nothing.
	answers string
	clients int
}

// quickly returns configuration with doors that soon lose their patience.
func quickly(c *Config) {
	c.Ingest.HTTP.HeaderTimeout, c.Ingest.HTTP.ReadTimeout = time.Second, 2*time.Second
	c.Ingest.OTLP.ReadTimeout, c.Ingest.OTLP.IdleTimeout = 2*time.Second, 2*time.Second
	c.Ingest.Syslog.FrameTimeout, c.Ingest.Syslog.IdleTimeout = 2*time.Second, 2*time.Second
	c.API.Timeout = 2 * time.Second
}

// TestFaultHostile sends what no ordinary client would to each door, from many connections at once. Each is answered
// clearly or cut off in time, memory stays bounded, and ordinary senders are served meanwhile.
func TestFaultHostile(t *testing.T) {
	s := newServer(t, quickly).plainly()
	s.start()
	auth := "Authorization: Bearer " + s.token + "\r\n"
	for _, door := range []struct {
		name, address string
		attacks       []assault
	}{
		{"ndjson", s.Ingest.HTTP.Listen, overHTTP("POST /ingest/ndjson HTTP/1.1\r\nHost: x\r\n" + auth)},
		{"otlp over http", s.Ingest.OTLP.HTTP, overHTTP("POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n" + auth)},
		{"api", s.API.Listen, overHTTP("POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
			"Authorization: Bearer " + s.administrator() + "\r\n")},
		{"otlp over grpc", s.Ingest.OTLP.GRPC, overHTTP2()},
		{"syslog", s.Ingest.Syslog.TCP, overSyslog()},
	} {
		t.Run(door.name, func(t *testing.T) {
			served := s.serve(t)
			var wg sync.WaitGroup
			for _, a := range door.attacks {
				for range max(a.clients, soak(2, 20)) {
					wg.Go(func() { a.run(t, door.address) })
				}
			}
			wg.Wait()
			served()
		})
	}
	if s.ended() {
		t.Fatalf("serve ended: %s", s.cmd.ProcessState)
	}
	peak := s.peak(t)
	t.Logf("at most %d MiB", peak>>20)
	if most := memoryLimit(); peak > most {
		t.Errorf("%d bytes of memory, want at most %d", peak, most)
	}
}

// run connects, sends, and reads what the door says until it closes.
func (h *assault) run(t *testing.T, address string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Errorf("%s: %v", h.name, err)
		return
	}
	defer c.Close()
	const patience = 20 * time.Second
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Error(err)
		return
	}
	said := make(chan string, 1)
	go func() {
		var b bytes.Buffer
		_, err := io.Copy(&b, io.LimitReader(c, 1<<20))
		if errors.Is(err, os.ErrDeadlineExceeded) {
			b.WriteString("\nstill open")
		}
		said <- b.String()
	}()
	_ = h.send(c) // it is cut off sooner or later
	text := <-said
	if strings.HasSuffix(text, "\nstill open") {
		t.Errorf("%s: the door still listens after %s; it said %.100q", h.name, patience, text)
	} else if !regexp.MustCompile("^(?s:" + h.answers + ")?$").MatchString(text) { // a reset may overtake the answer
		t.Errorf("%s: the door said %.300q, want %s", h.name, text, h.answers)
	}
}

// serve lets an ordinary sender on each way send until the returned function is called: all must be served, and soon.
func (s *server) serve(t *testing.T) (stop func()) {
	t.Helper()
	var over atomic.Bool
	var wg sync.WaitGroup
	for _, w := range ways() {
		wg.Go(func() {
			x := s.sender(w)
			worst, n := time.Duration(0), 0
			for ; !over.Load(); n++ {
				begin := time.Now()
				a := x.send(fmt.Sprint(t.Name(), n), attack(n))
				for i := 0; a.status == "" && i < 3; i++ { // a connection that was idle for too long
					a = x.send(fmt.Sprint(t.Name(), n), attack(n))
				}
				if !a.ok && !a.notNow() {
					t.Errorf("an ordinary sender over %s is told %+v", w.name, a)
				}
				worst = max(worst, time.Since(begin))
				time.Sleep(20 * time.Millisecond)
			}
			if n < 3 || worst > 10*time.Second {
				t.Errorf("an ordinary sender over %s was served %d times, once after %s", w.name, n, worst)
			}
		})
	}
	return func() { over.Store(true); wg.Wait() }
}

// peak returns the most memory that the server has had.
func (s *server) peak(t *testing.T) int64 {
	t.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n << 10
		}
	}
	t.Fatal("the kernel does not say")
	return 0
}

// drip sends text a byte at a time, for ever.
func drip(c io.Writer, text string) error {
	for i := 0; ; i++ {
		if _, err := c.Write([]byte{text[i%len(text)]}); err != nil {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// endless sends text for ever.
func endless(c io.Writer, text string) error {
	block := []byte(strings.Repeat(text, 1+(64<<10)/len(text)))
	for {
		if _, err := c.Write(block); err != nil {
			return err
		}
	}
}

// overHTTP attacks a door over HTTP; head is the beginning of a request.
func overHTTP(head string) []assault {
	const refused, slow = `HTTP/1\.[01] (4\d\d|50[35]) .*`, `(HTTP/1\.[01] (408|400) .*)?`
	after := func(first string, then func(io.Writer, string) error, text string) func(net.Conn) error {
		return func(c net.Conn) error {
			if _, err := io.WriteString(c, first); err != nil {
				return err
			}
			return then(c, text)
		}
	}
	once := func(io.Writer, string) error { return nil }
	return []assault{
		{name: "slow head", send: after("POST /", drip, "x"), answers: slow},
		{name: "slow header", send: after(head, drip, "X: y\r\n"), answers: slow},
		{name: "slow body", send: after(head+"Content-Length: 1000000\r\n\r\n", drip, "x"), answers: refused},
		{name: "endless request line", send: after("POST /", endless, "x"), answers: refused},
		{name: "endless header", send: after(head+"X: ", endless, "x"), answers: refused},
		{name: "endless headers", send: after(head, endless, "X: y\r\n"), answers: refused},
		{name: "endless body", send: after(head+"Transfer-Encoding: chunked\r\n\r\n", endless, "1000\r\n"+strings.Repeat("x", 0x1000)+"\r\n"), answers: refused},
		{name: "endless empty lines", send: after(head+"Transfer-Encoding: chunked\r\n\r\n", endless, "1000\r\n"+strings.Repeat("\n", 0x1000)+"\r\n"), answers: refused},
		{name: "endless chunk extension", send: after(head+"Transfer-Encoding: chunked\r\n\r\n1;", endless, "x"), answers: refused},
		{name: "endless trailer", send: after(head+"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", endless, "X: y\r\n"), answers: refused},
		{name: "huge length", send: after(head+"Content-Length: 9000000000000000000\r\n\r\n", endless, "x"), answers: refused},
		{name: "two lengths", send: after(head+"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", once, ""), answers: refused},
		{name: "bomb of gzip", send: after(head, sendBomb(gzipBomb()), "gzip"), answers: refused},
		{name: "bomb of zstd", send: after(head, sendBomb(zstdBomb()), "zstd"), answers: refused},
		{name: "half a handshake", send: after("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", once, ""), answers: `.*`},
		{name: "nothing", send: after("", once, ""), answers: slow, clients: 100},
	}
}

// gzipBomb is 256 MiB of zeros. Members may follow each other: one of them is compressed, and then repeated.
func gzipBomb() string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	if _, err := z.Write(make([]byte, 8<<20)); err != nil {
		panic(err) // it is written to memory
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return strings.Repeat(b.String(), 32)
}

// zstdBomb is 2 GiB: a frame of blocks that say: 128 KiB of this byte, with a window of 8 MiB.
func zstdBomb() string {
	return "\x28\xb5\x2f\xfd\x00\x68" + strings.Repeat("\x02\x00\x10x", 1<<14) // runs of 1<<17
}

// sendBomb sends the rest of a request whose body is small, and large when decompressed.
func sendBomb(body string) func(c io.Writer, encoding string) error {
	return func(c io.Writer, encoding string) error {
		if _, err := fmt.Fprintf(c, "Connection: close\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n", encoding, len(body)); err != nil {
			return err
		}
		_, err := io.WriteString(c, body)
		return err
	}
}

// frame makes a frame of HTTP/2.
func frame(kind, flags byte, stream uint32, body string) string {
	head := binary.BigEndian.AppendUint32(nil, uint32(len(body)))[1:]
	head = append(head, kind, flags)
	return string(binary.BigEndian.AppendUint32(head, stream)) + body
}

// overHTTP2 attacks a door over HTTP/2. What it answers are frames.
func overHTTP2() []assault {
	const (
		data, headers, reset, settings, ping, update, more = 0, 1, 3, 4, 6, 8, 9
		hello                                              = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
		request                                            = "\x83\x86\x41\x01x\x04\x02/x" // POST, http, authority, path
	)
	opened := hello + frame(settings, 0, 0, "")
	// Who reads the answers may go on for ever, at his own cost and the door's: an end shows that it is still there then,
	// and lets go of the connection.
	const most = 128 << 10
	repeat := func(first string, next func(i uint32) string) func(net.Conn) error {
		return func(c net.Conn) error {
			if _, err := io.WriteString(c, first); err != nil {
				return err
			}
			for i, sent := uint32(1), 0; sent < most; {
				var b strings.Builder
				for ; b.Len() < 64<<10; i += 2 {
					b.WriteString(next(i))
				}
				if _, err := io.WriteString(c, b.String()); err != nil {
					return err
				}
				sent += b.Len()
			}
			return nil
		}
	}
	always := func(text string) func(uint32) string { return func(uint32) string { return text } }
	one := func(text string) func(net.Conn) error {
		return func(c net.Conn) error { _, err := io.WriteString(c, text); return err }
	}
	return []assault{
		{name: "nothing", send: one(""), answers: ".*", clients: 100},
		{name: "a greeting and nothing", send: one(opened), answers: ".*", clients: 100},
		{name: "half a greeting", send: one(hello[:10]), answers: ".*"},
		{name: "another protocol", send: one("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), answers: ".*"},
		{name: "noise", send: one(hello + strings.Repeat("\xff", 1000)), answers: ".*"},
		{name: "frame beyond the limit", send: one(opened + "\xff\xff\xff\x00\x00\x00\x00\x00\x01"), answers: ".*"},
		{name: "endless continuation", send: repeat(opened+frame(headers, 0, 1, request), always(frame(more, 0, 1, strings.Repeat("\x00\x01a\x01b", 100)))), answers: ".*"},
		{name: "endless empty continuation", send: repeat(opened+frame(headers, 0, 1, request), always(frame(more, 0, 1, ""))), answers: ".*"},
		{name: "streams that are reset at once", send: repeat(opened, func(i uint32) string {
			return frame(headers, 4, i, request) + frame(reset, 0, i, "\x00\x00\x00\x08")
		}), answers: ".*"},
		{name: "streams that stay open", send: repeat(opened, func(i uint32) string { return frame(headers, 4, i, request) }), answers: ".*"},
		{name: "endless pings", send: repeat(opened, always(frame(ping, 0, 0, "12345678"))), answers: ".*"},
		{name: "endless settings", send: repeat(opened, always(frame(settings, 0, 0, ""))), answers: ".*"},
		{name: "endless updates", send: repeat(opened, always(frame(update, 0, 0, "\x7f\xff\xff\xff"))), answers: ".*"},
		{name: "data of no stream", send: repeat(opened, always(frame(data, 0, 1, "x"))), answers: ".*"},
		{name: "a request that stops", send: one(opened + frame(headers, 4, 1, request) + frame(data, 0, 1, "\x00\x00")), answers: ".*"},
	}
}

// overSyslog attacks the door for syslog. It says nothing.
func overSyslog() []assault {
	after := func(first string, then func(io.Writer, string) error, text string) func(net.Conn) error {
		return func(c net.Conn) error {
			if _, err := io.WriteString(c, first); err != nil {
				return err
			}
			return then(c, text)
		}
	}
	limited := func(c io.Writer, text string) error { // endless ones are legal: they are read, and count for nothing
		for range 32 {
			if _, err := io.WriteString(c, strings.Repeat(text, 1<<20)); err != nil {
				return err
			}
		}
		return nil
	}
	return []assault{
		{name: "nothing", send: after("", limited, ""), clients: 100},
		{name: "slow line", send: after("<13>", drip, "x")},
		{name: "slow length", send: after("", drip, "1")},
		{name: "slow counted message", send: after("1000000 ", drip, "x")},
		{name: "count beyond the limit", send: after("9999999 ", limited, "x")},
		{name: "count beyond all numbers", send: after("99999999999999999999999 ", limited, "x")},
		{name: "endless line", send: after("<13>", limited, "x")},
		{name: "endless empty lines", send: after("", limited, "\n")},
		{name: "half a handshake", send: after("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", limited, "")},
	}
}
