// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"math"
	"testing"
)

func TestValues(t *testing.T) {
	guid := []byte{0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5, 0xba, 0x3e, 0x3b, 0x03, 0x28, 0xc3, 0x0d}
	system := []byte{1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xf4, 1, 0, 0}
	big := []byte{1, 1, 1, 0, 0, 0, 0, 0, 9, 0, 0, 0}
	systemTime := append(append(u16(2026), u16(1)...), append(append(u16(5), u16(2)...), 3, 0, 4, 0, 5, 0, 123, 0)...)
	array := typeArray
	for _, c := range []struct {
		name string
		typ  valueType
		data []byte
		want string
	}{
		{"null", typeNull, nil, "null"},
		{"string", typeString, wide("grüße 𝄞"), "\"grüße 𝄞\""},
		{"string with its end", typeString, wide("a\x00\x00"), "\"a\""},
		{"string, empty", typeString, nil, "\"\""},
		{"string, half a pair", typeString, append(wide("long text"), 0, 0xd8, 'x', 0), "\"long text\ufffdx\""},
		{"string, odd", typeString, append(wide("ab"), 'c'), "\"ab\""},
		{"ansi", typeANSI, []byte("caf\xe9 \x80\x00"), "\"café €\""},
		{"ansi, utf-8", typeANSI, []byte("café"), "\"café\""},
		{"int8", typeInt8, []byte{0xff}, "-1"},
		{"uint8", typeUint8, []byte{0xff}, "255"},
		{"int16", typeInt16, u16(0xfffe), "-2"},
		{"uint16", typeUint16, u16(0xfffe), "65534"},
		{"int32", typeInt32, u32(0x80000000), "-2147483648"},
		{"uint32", typeUint32, u32(0x80000000), "2147483648"},
		{"int64", typeInt64, u64(1 << 63), "-9223372036854775808"},
		{"uint64", typeUint64, u64(math.MaxUint64), "18446744073709551615"},
		{"real32", typeReal32, u32(math.Float32bits(0.1)), "0.1"},
		{"real64", typeReal64, u64(math.Float64bits(-1.5e300)), "-1.5e+300"},
		{"real64, infinite", typeReal64, u64(math.Float64bits(math.Inf(-1))), "\"-1.#INF\""},
		{"real64, not a number", typeReal64, u64(math.Float64bits(math.NaN())), "\"-1.#IND\""},
		{"bool", typeBool, u32(1), "true"},
		{"bool, false", typeBool, u32(0), "false"},
		{"binary", typeBinary, []byte{0, 0xab, 0xcd}, "\"00ABCD\""},
		{"guid", typeGUID, guid, "\"{54849625-5478-4994-a5ba-3e3b0328c30d}\""},
		{"size 32", typeSize, u32(0x1000), "\"0x1000\""},
		{"size 64", typeSize, u64(0x1000), "\"0x1000\""},
		{"filetime", typeFileTime, u64(testTime), "\"2026-01-02T03:04:05.1234567Z\""},
		{"filetime, never", typeFileTime, u64(math.MaxInt64), "\"30828-09-14T02:48:05.4775807Z\""},
		{"filetime, zero", typeFileTime, u64(0), "\"1601-01-01T00:00:00.0000000Z\""},
		{"systemtime", typeSystemTime, systemTime, "\"2026-01-02T03:04:05.1230000Z\""},
		{"sid", typeSID, system, "\"S-1-5-21-1-2-3-500\""},
		{"sid, long authority", typeSID, big, "\"S-1-0x10000000000-9\""},
		{"sid, cut off", typeSID, system[:9], "\"010500000000000515\""},
		{"hex32", typeHex32, u32(0xc000006d), "\"0xc000006d\""},
		{"hex64", typeHex64, u64(0x3e7), "\"0x3e7\""},
		{"xml", typeXML, wide("<a/>"), "\"<a/>\""},
		{"unknown type", 0x20, []byte{1, 2}, "\"0102\""},
		{"wrong size", typeUint32, []byte{1, 2}, "\"0102\""},
		{"strings", array | typeString, wide("a\x00b\x00"), "[\"a\",\"b\"]"},
		{"strings without an end", array | typeString, wide("a\x00\x00b"), "[\"a\",\"\",\"b\"]"},
		{"strings, none", array | typeString, nil, "\"\""},
		{"ansi strings", array | typeANSI, []byte("a\x00b\x00"), "[\"a\",\"b\"]"},
		{"int8s", array | typeInt8, []byte{1, 0xff}, "[1,-1]"},
		{"uint16s", array | typeUint16, []byte{1, 0, 2, 0}, "[1,2]"},
		{"uint32s and a rest", array | typeUint32, append(u32(9), 7), "[9,\"07\"]"},
		{"uint64s", array | typeUint64, append(u64(1), u64(2)...), "[1,2]"},
		{"reals", array | typeReal64, u64(math.Float64bits(2)), "[2]"},
		{"bools", array | typeBool, append(u32(1), u32(0)...), "[true,false]"},
		{"guids", array | typeGUID, guid, "[\"{54849625-5478-4994-a5ba-3e3b0328c30d}\"]"},
		{"sizes", array | typeSize, append(u64(1), u64(2)...), "[\"0x1\",\"0x2\"]"},
		{"filetimes", array | typeFileTime, u64(testTime), "[\"2026-01-02T03:04:05.1234567Z\"]"},
		{"systemtimes", array | typeSystemTime, systemTime, "[\"2026-01-02T03:04:05.1230000Z\"]"},
		{"sids", array | typeSID, append(append([]byte{}, big...), system...), "[\"S-1-0x10000000000-9\",\"S-1-5-21-1-2-3-500\"]"},
		{"hex32s", array | typeHex32, append(u32(1), u32(255)...), "[\"0x1\",\"0xff\"]"},
		{"hex64s", array | typeHex64, u64(16), "[\"0x10\"]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := use{&tmpl{data("v", sub(0))}, []val{{typ: c.typ, data: c.data}}}
			want := "{\"Event\":{\"EventData\":{\"v\":" + c.want + "}}}"
			if got := tree(t, one(doc)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestUnixNano(t *testing.T) {
	for ft, want := range map[uint64]int64{
		testTime:                     1767323045123456700,
		0:                            math.MinInt64,
		math.MaxUint64:               math.MaxInt64,
		unixSeconds * ticksPerSecond: 0,
	} {
		if got := unixNano(ft); got != want {
			t.Errorf("unixNano(%d) = %d, want %d", ft, got, want)
		}
	}
}
