// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"
	"net/netip"
	"unsafe"

	"gambeson/normalize"
)

// blank reports the placeholders that Windows writes for "no value".
func blank(b []byte) bool {
	return len(b) == 0 || len(b) == 1 && b[0] == '-' || string(b) == "N/A" || string(b) == "(null)"
}

// text is the value unless it is a placeholder.
func text() normalize.Conversion { return normalize.Unless("-", "", "N/A", "(null)") }

// base is the last element of a path.
func base() normalize.Conversion {
	return normalize.Convert("last element of the path", func(in []byte) ([]byte, bool) {
		end := len(bytes.TrimRight(in, "/\\"))
		if end == 0 {
			return in, !blank(in)
		}
		return in[bytes.LastIndexAny(in[:end], "/\\")+1 : end], !blank(in)
	})
}

// parent is a path without its last element.
func parent() normalize.Conversion {
	return normalize.Convert("path without its last element", func(in []byte) ([]byte, bool) {
		i := bytes.LastIndexByte(in, '\\')
		if i < 0 {
			return in, !blank(in)
		}
		return in[:i], true
	})
}

// where is the number n wherever the field has a value.
func where(n int64) normalize.Conversion {
	return normalize.ConvertInt("fixed where the field is there", func(in []byte) (int64, bool) { return n, !blank(in) })
}

// account and domain are the halves of DOMAIN\name.
func account() normalize.Conversion {
	return normalize.Convert("account of DOMAIN\\account", func(in []byte) ([]byte, bool) {
		return in[bytes.IndexByte(in, '\\')+1:], !blank(in)
	})
}

func domain() normalize.Conversion {
	return normalize.Convert("domain of DOMAIN\\account", func(in []byte) ([]byte, bool) {
		i := bytes.IndexByte(in, '\\')
		return in[:max(i, 0)], i > 0
	})
}

// address is an IP address; an IPv4 address in IPv6 form is written as IPv4.
func address() normalize.Conversion {
	return normalize.Convert("IP address", cleanAddress)
}

func cleanAddress(in []byte) ([]byte, bool) {
	if bytes.HasPrefix(in, []byte("::ffff:")) && bytes.IndexByte(in, '.') > 0 {
		in = in[len("::ffff:"):]
	}
	if i := bytes.IndexByte(in, '%'); i >= 0 {
		in = in[:i]
	}
	if len(in) < 2 || len(in) > 45 {
		return nil, false
	}
	_, err := netip.ParseAddr(unsafe.String(&in[0], len(in))) // keeps nothing of its argument but in err
	return in, err == nil
}

// sid is a security identifier other than that of nobody. Where a message was
// rendered, the account's name may stand in its place.
func sid() normalize.Conversion {
	return normalize.Convert("SID", func(in []byte) ([]byte, bool) {
		return in, bytes.HasPrefix(in, []byte("S-1-")) && string(in) != "S-1-0-0"
	})
}

// pid is a process id other than 0, which is nobody's.
func pid() normalize.Conversion {
	return normalize.ConvertInt("process id", func(in []byte) (int64, bool) {
		n, ok := normalize.ParseInt(in)
		return n, ok && n > 0
	})
}

// port is a port number other than 0.
func port() normalize.Conversion {
	return normalize.ConvertInt("port", func(in []byte) (int64, bool) {
		n, ok := normalize.ParseInt(in)
		return n, ok && 0 < n && n < 1<<16
	})
}

// hashOf is one algorithm's value in Sysmon's "SHA1=…,MD5=…".
func hashOf(algorithm string) normalize.Conversion {
	return normalize.Convert(algorithm+" of the hashes", func(in []byte) ([]byte, bool) { return findHash(in, algorithm) })
}

// hasHash is n where the hashes have the algorithm.
func hasHash(algorithm string, n int64) normalize.Conversion {
	return normalize.ConvertInt("where the hashes have "+algorithm, func(in []byte) (int64, bool) {
		_, ok := findHash(in, algorithm)
		return n, ok
	})
}

func findHash(in []byte, algorithm string) ([]byte, bool) {
	for len(in) > 0 {
		var part []byte
		part, in, _ = bytes.Cut(in, []byte(","))
		if len(part) > len(algorithm) && part[len(algorithm)] == '=' && string(part[:len(algorithm)]) == algorithm {
			v := part[len(algorithm)+1:]
			return v, len(bytes.Trim(v, "0")) > 0
		}
	}
	return nil, false
}

// ntStatus is 1 (success) for zero and 2 (failure) for any other code.
func ntStatus() normalize.Conversion {
	return normalize.ConvertInt("1 for zero, else 2", func(in []byte) (int64, bool) {
		n, ok := normalize.ParseInt(in)
		if n == 0 {
			return 1, ok
		}
		return 2, ok
	})
}

// initiated is OCSF's direction: outbound (2) where this host opened the
// connection, else inbound (1).
func initiated() normalize.Conversion {
	return normalize.Enum("outbound where true", map[string]int64{"true": 2, "false": 1, "True": 2, "False": 1}, 0)
}

// between is the text between two marks, or up to the end.
func between(from, to string) normalize.Conversion {
	return normalize.Convert("text behind "+from, func(in []byte) ([]byte, bool) {
		i := bytes.Index(in, []byte(from))
		if i < 0 {
			return nil, false
		}
		in = in[i+len(from):]
		if j := bytes.Index(in, []byte(to)); j >= 0 {
			in = in[:j]
		}
		in = bytes.TrimSpace(in)
		return in, len(in) > 0
	})
}

// processID is the number behind "Process ID:" in a rendered message, for
// collectors that lose the field of that name to their own.
func processID() normalize.Conversion {
	return normalize.ConvertInt("number behind Process ID:", func(in []byte) (int64, bool) {
		_, rest, ok := bytes.Cut(in, []byte("Process ID:"))
		if !ok {
			return 0, false
		}
		rest = bytes.TrimLeft(rest, " \t")
		if i := bytes.IndexAny(rest, " \t\r\n"); i >= 0 {
			rest = rest[:i]
		}
		n, ok := normalize.ParseInt(rest)
		return n, ok && n > 0
	})
}

// holding is the value if it has the text in it.
func holding(mark string) normalize.Conversion {
	return normalize.Convert("the value with "+mark, func(in []byte) ([]byte, bool) {
		return in, bytes.Contains(in, []byte(mark))
	})
}

// words are the parts of a list between blanks and line breaks.
func words() normalize.Conversion {
	return normalize.Split("words", func(in []byte) (part, rest []byte) {
		in = bytes.TrimLeft(in, " \t\r\n")
		if i := bytes.IndexAny(in, " \t\r\n"); i >= 0 {
			return in[:i], in[i:]
		}
		return in, nil
	})
}

// answers are the parts of Sysmon's "type:  5 name;::ffff:192.0.2.1;".
func answers() normalize.Conversion {
	return normalize.SplitItems("results between semicolons", func(in []byte) (part, rest []byte) {
		part, rest, _ = bytes.Cut(in, []byte(";"))
		if blank(part) {
			return nil, rest
		}
		if i := bytes.LastIndexByte(part, ' '); bytes.HasPrefix(part, []byte("type:")) && i > 0 {
			part = part[i+1:]
		}
		if ip, ok := cleanAddress(part); ok {
			part = ip
		}
		return part, rest
	})
}
