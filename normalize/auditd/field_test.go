// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"slices"
	"strings"
	"testing"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// read reads the records and returns the event; names are native fields that
// the test asks for.
func read(t *testing.T, records string, names ...string) *event.Event {
	t.Helper()
	fields := event.NewFields()
	f := New(fields)
	for _, n := range names {
		fields.Native(n)
	}
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(fields)
	e.Reset([]byte(records))
	if c := f.Claim(e); c != normalize.Sure {
		t.Fatalf("claimed with %d", c)
	}
	if err := f.Read(e); err != nil {
		t.Fatal(err)
	}
	return e
}

func values(e *event.Event, name string) []string {
	var out []string
	for v := e.Get(e.Fields().Native(name)); v.Exists(); v = v.Next() {
		out = append(out, string(v.Text()))
	}
	return out
}

const at = "msg=audit(1772442001.120:7): "

func TestNativeFields(t *testing.T) {
	syscall := "type=SYSCALL " + at + "arch=c000003e syscall=59 success=yes exit=0 a0=55 a1=56 ppid=1 pid=2 auid=4294967295 uid=0 exe=\"/bin/x\" key=61016200\n"
	for _, x := range []struct {
		name, records string
		want          map[string][]string
	}{
		{"types of all records", syscall + "type=EXECVE " + at + "argc=1 a0=\"id\"\ntype=CWD " + at + "cwd=\"/\"",
			map[string][]string{"type": {"SYSCALL", "EXECVE", "CWD"}, "a0": {"55", "id"}, "CurrentDirectory": {"/"}}},
		{"call by number", syscall, map[string][]string{"SYSCALL": {"execve"}, "syscall": {"59", "execve"}}},
		{"user 0", syscall, map[string][]string{"User": {"root"}, "LoginUid": {"0"}}},
		{"enriched", "type=SYSCALL " + at + "arch=c000003e syscall=59 uid=33 auid=1000\x1dSYSCALL=execve UID=\"www-data\" AUID=\"mira\"",
			map[string][]string{"SYSCALL": {"execve"}, "syscall": {"59", "execve"}, "User": {"www-data"}, "LoginUser": {"mira"}}},
		{"unknown call", "type=SYSCALL " + at + "arch=c000003e syscall=9999", map[string][]string{"SYSCALL": nil, "syscall": {"9999"}}},
		{"unknown machine", "type=SYSCALL " + at + "arch=ff syscall=59", map[string][]string{"SYSCALL": nil}},
		{"32 bits", "type=SYSCALL " + at + "arch=40000003 syscall=11", map[string][]string{"SYSCALL": {"execve"}}},
		{"hexadecimal words", "type=EXECVE " + at + "argc=3 a0=\"sh\" a1=2D63 a2=6563686F2061\n",
			map[string][]string{"CommandLine": {"sh -c echo a"}, "a2": {"echo a"}}},
		{"digits that are no hexadecimal", "type=EXECVE " + at + "argc=2 a0=\"kill\" a1=abc", map[string][]string{"a1": {"abc"}}},
		{"registers stay", "type=SYSCALL " + at + "a0=2D63", map[string][]string{"a0": {"2D63"}}},
		{"parts of an argument", "type=EXECVE " + at + "argc=2 a0=\"x\" a1_len=4 a1[0]=\"ab\" a1[1]=\"cd\"", map[string][]string{"CommandLine": {"x abcd"}}},
		{"command line of a process", "type=SYSCALL " + at + "syscall=2\ntype=PROCTITLE " + at + "proctitle=6C73002D6C", map[string][]string{"CommandLine": {"ls -l"}}},
		{"keys", "type=SYSCALL " + at + "key=6578656301776562", map[string][]string{"key": {"exec", "web"}}},
		{"text in apostrophes", "type=USER_LOGIN " + at + "pid=1 msg='op=login acct=\"o'neil\" addr=? res=failed'",
			map[string][]string{"acct": {"o'neil"}, "res": {"failed"}, "op": {"login"}}},
		{"old text", "type=USER_AUTH " + at + "user pid=1 uid=0 msg='PAM: authentication acct=root : exe=\"/bin/su\" (hostname=?, addr=?, terminal=pts/0 res=success)'",
			map[string][]string{"acct": {"root"}, "addr": {"?"}, "res": {"success"}}},
		{"AVC", "type=AVC " + at + "avc:  denied  { read } for  pid=1 comm=\"a\" name=\"b\"", map[string][]string{"name": {"b"}, "pid": {"1"}}},
		{"unclosed quote", "type=CWD " + at + "cwd=\"/tmp", map[string][]string{"cwd": {"/tmp"}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			e := read(t, x.records, "a1", "a2", "name", "cwd", "op", "addr", "acct", "type", "a0", "key")
			for name, want := range x.want {
				if got := values(e, name); !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestFile(t *testing.T) {
	open := func(flags, nametype string) string {
		return "type=SYSCALL " + at + "arch=c000003e syscall=257 a2=" + flags + "\ntype=CWD " + at + "cwd=\"/etc\"\n" +
			"type=PATH " + at + "item=0 name=\"p\" nametype=PARENT mode=040755\n" +
			"type=PATH " + at + "item=1 name=\"f\" nametype=" + nametype + " mode=0100644\n"
	}
	for _, x := range []struct {
		name, records string
		activity      uint8
		path, target  []string
	}{
		{"read", open("0", "NORMAL"), openFile, []string{"/etc/f"}, nil},
		{"write", open("241", "NORMAL"), update, []string{"/etc/f"}, []string{"/etc/f"}},
		{"create", open("241", "CREATE"), create, []string{"/etc/f"}, []string{"/etc/f"}},
		{"no name", strings.ReplaceAll(open("0", "NORMAL"), `"f"`, "(null)"), 0, nil, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			e := read(t, x.records)
			if x.path == nil {
				if e.Class != ocsf.BaseEvent {
					t.Fatalf("class %d", e.Class)
				}
				return
			}
			if e.Class != ocsf.FileActivity || e.Activity != x.activity {
				t.Errorf("class %d, activity %d, want %d", e.Class, e.Activity, x.activity)
			}
			if got := values(e, "path"); !slices.Equal(got, x.path) {
				t.Errorf("path %q, want %q", got, x.path)
			}
			if got := values(e, "TargetFilename"); !slices.Equal(got, x.target) {
				t.Errorf("TargetFilename %q, want %q", got, x.target)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	for saddr, want := range map[string][2]string{
		"0200115CCB007109":                                         {"203.0.113.9", "4444"},
		"0200115CCB0071090000000000000000":                         {"203.0.113.9", "4444"},
		"0A0001BB0000000020010DB800000000000000000000001500000000": {"2001:db8::15", "443"},
		"0A0001BB0000000000000000000000000000FFFFCB00710900000000": {"203.0.113.9", "443"},
		"01002F6465762F6C6F6700":                                   {},
		"0200":                                                     {},
		"xyz":                                                      {},
		"0A0001BB00000000":                                         {},
	} {
		e := read(t, "type=SYSCALL "+at+"arch=c000003e syscall=42\ntype=SOCKADDR "+at+"saddr="+saddr)
		ip, port := strings.Join(values(e, "DestinationIp"), ","), strings.Join(values(e, "DestinationPort"), ",")
		if ip != want[0] || port != want[1] {
			t.Errorf("%s: %s port %s, want %v", saddr, ip, port, want)
		}
		if (e.Class == ocsf.NetworkActivity) != (want[0] != "") {
			t.Errorf("%s: class %d", saddr, e.Class)
		}
	}
}

func TestJoinKey(t *testing.T) {
	fields := event.NewFields()
	f := New(fields)
	for _, x := range []struct {
		record, key string
		last        bool
	}{
		{"type=SYSCALL " + at + "a=1", "1772442001.120:7", false},
		{"node=a type=PATH " + at + "a=1", "1772442001.120:7", false},
		{"type=EOE " + at, "1772442001.120:7", true},
		{"type=UNKNOWN[1400] " + at, "1772442001.120:7", false},
		{"type=USER_LOGIN " + at, "", false},
		{"type=SERVICE_STOP " + at, "", false},
		{"no record", "", false},
	} {
		key, last := f.JoinKey([]byte(x.record))
		if string(key) != x.key || last != x.last {
			t.Errorf("%q: key %q last %v, want %q %v", x.record, key, last, x.key, x.last)
		}
	}
}

// The tables of system calls are right where anything depends on them.
func TestCallTables(t *testing.T) {
	for _, x := range []struct {
		arch   string
		number int
		name   string
	}{
		{"c000003e", 0, "read"}, {"c000003e", 59, "execve"}, {"c000003e", 257, "openat"}, {"c000003e", 319, "memfd_create"}, {"c000003e", 435, "clone3"},
		{"c00000b7", 35, "unlinkat"}, {"c00000b7", 203, "connect"}, {"c00000b7", 221, "execve"}, {"c00000b7", 56, "openat"},
		{"40000003", 11, "execve"}, {"40000003", 5, "open"}, {"40000003", 362, "connect"},
	} {
		if got := callTables()[x.arch][x.number]; got != x.name {
			t.Errorf("%s %d: %s, want %s", x.arch, x.number, got, x.name)
		}
	}
}

// A record counts at the start of a line, or behind the header of the audit
// system's own dispatcher: what a stranger types is quoted by other programs.
func TestClaim(t *testing.T) {
	const record = "type=USER_LOGIN msg=audit(1772442001.120:7): res=success"
	fields := event.NewFields()
	f := New(fields)
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(fields)
	for prefix, node := range map[string]string{
		"":                               "",
		"node=a ":                        "a",
		"Mar  2 08:00:01 web1 audispd: ": "",
		"<13>Mar  2 08:00:01 web1 audisp-syslog[7]: ":      "",
		"2026-03-02T08:00:01Z web1 audispd: node=web1 ":    "web1",
		"<13>1 2026-03-02T08:00:01Z web1 audispd 7 - - ":   "",
		"Mar  2 08:00:01 web1 sshd[7]: Invalid user ":      "no",
		"Mar  2 08:00:01 web1 sshd[7]: user audispd: ":     "no",
		"Mar  2 08:00:01 web1 app: ":                       "no",
		"<13>1 2026-03-02T08:00:01Z web1 app 7 - audispd ": "no",
		"x ":           "no",
		"x node=a ":    "no",
		"node=a b ":    "no",
		`{"message":"`: "no",
	} {
		e.Reset([]byte(prefix + record))
		if node == "no" {
			if c := f.Claim(e); c != normalize.No {
				t.Errorf("%q: claimed with %d", prefix, c)
			}
			continue
		}
		if c := f.Claim(e); c != normalize.Sure {
			t.Errorf("%q: claimed with %d", prefix, c)
		}
		if err := f.Read(e); err != nil || e.Sensor != node {
			t.Errorf("%q: node %q, %v", prefix, e.Sensor, err)
		}
	}
}
