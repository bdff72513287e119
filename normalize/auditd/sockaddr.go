// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"

	"gambeson/event"
)

// The address families of saddr.
const (
	familyInet  = 2
	familyInet6 = 10
)

// address returns the Internet address and port of the SOCKADDR record.
func (r *reading) address() (netip.Addr, uint16, bool) {
	text := r.saddr.Text()
	if bytes.HasPrefix(text, []byte("{")) {
		return interpreted(text)
	}
	var b [28]byte
	n := min(len(text)/2, len(b))
	if _, err := hex.Decode(b[:], text[:2*n]); err != nil || n < 8 {
		return netip.Addr{}, 0, false
	}
	port := binary.BigEndian.Uint16(b[2:])
	switch family := binary.LittleEndian.Uint16(b[:]); {
	case family == familyInet:
		return netip.AddrFrom4([4]byte(b[4:8])), port, true
	case family == familyInet6 && n >= 24:
		return netip.AddrFrom16([16]byte(b[8:24])).Unmap(), port, true
	default:
		return netip.Addr{}, 0, false
	}
}

// interpreted reads what ausearch --interpret makes of an address; the blanks
// that it writes have ended the value before the port.
func interpreted(text []byte) (netip.Addr, uint16, bool) {
	_, addr, ok := bytes.Cut(text, []byte("laddr="))
	if !ok {
		return netip.Addr{}, 0, false
	}
	a, err := netip.ParseAddr(string(addr))
	return a, 0, err == nil
}

// network binds the address of the other side, as seen from this host.
func (f *Format) network(e *event.Event, r *reading, c call) {
	addr, port, _ := r.address()
	var b [48]byte
	ip := addr.AppendTo(b[:0])
	s := &f.slots
	switch {
	case r.activity == listen:
		e.SetString(s.dstIP, ip)
		e.SetInt(s.dstPort, int64(port))
		e.SetInt(s.direction, 1)
	case c.inbound:
		e.SetString(s.srcIP, ip)
		e.SetInt(s.srcPort, int64(port))
		e.SetString(s.initiated, strconv.AppendBool(b[:0], false))
		e.SetInt(s.direction, 1)
	default:
		e.SetString(s.dstIP, ip)
		e.SetInt(s.dstPort, int64(port))
		e.SetString(s.initiated, strconv.AppendBool(b[:0], true))
		e.SetInt(s.direction, 2)
	}
}
