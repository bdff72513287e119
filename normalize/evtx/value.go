// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"
	"math"
	"strconv"
)

// valueType is the type of a value; typeArray is set for arrays of it.
type valueType uint8

// The types, from [MS-EVEN6] 2.2.13 (SystemTime 2.2.13.2 and so on).
const (
	typeNull       valueType = 0x00
	typeString     valueType = 0x01
	typeANSI       valueType = 0x02
	typeInt8       valueType = 0x03
	typeUint8      valueType = 0x04
	typeInt16      valueType = 0x05
	typeUint16     valueType = 0x06
	typeInt32      valueType = 0x07
	typeUint32     valueType = 0x08
	typeInt64      valueType = 0x09
	typeUint64     valueType = 0x0a
	typeReal32     valueType = 0x0b
	typeReal64     valueType = 0x0c
	typeBool       valueType = 0x0d
	typeBinary     valueType = 0x0e
	typeGUID       valueType = 0x0f
	typeSize       valueType = 0x10
	typeFileTime   valueType = 0x11
	typeSystemTime valueType = 0x12
	typeSID        valueType = 0x13
	typeHex32      valueType = 0x14
	typeHex64      valueType = 0x15
	typeBinXML     valueType = 0x21
	typeXML        valueType = 0x23
	typeArray      valueType = 0x80
)

// size returns the size of values of type t, 0 if they differ in size.
func (t valueType) size() uint32 {
	switch t {
	case typeInt8, typeUint8:
		return 1
	case typeInt16, typeUint16:
		return 2
	case typeInt32, typeUint32, typeReal32, typeBool, typeHex32:
		return 4
	case typeInt64, typeUint64, typeReal64, typeFileTime, typeHex64:
		return 8
	case typeGUID, typeSystemTime:
		return 16
	}
	return 0
}

// value is a value of a template instance: a range of the chunk.
type value struct {
	off  uint32
	size uint16
	typ  valueType
}

// valuesEnd returns the position behind the values that are described at
// data[pos:end].
func valuesEnd(data []byte, pos, end uint32) (uint32, error) {
	if end < pos+4 {
		return 0, badRecord("the document ends inside a template instance")
	}
	count := binary.LittleEndian.Uint32(data[pos:])
	pos += 4
	if count > (end-pos)/4 {
		return 0, badRecord("%d values are more than the document holds", count)
	}
	at := pos + 4*count
	for ; count > 0; count, pos = count-1, pos+4 {
		at += uint32(binary.LittleEndian.Uint16(data[pos:]))
	}
	if at > end {
		return 0, badRecord("the values are longer than the document")
	}
	return at, nil
}

// appendValues appends the values at pos, which valuesEnd accepts.
func appendValues(dst []value, data []byte, pos uint32) []value {
	count := binary.LittleEndian.Uint32(data[pos:])
	pos += 4
	at := pos + 4*count
	for ; count > 0; count, pos = count-1, pos+4 {
		v := value{off: at, size: binary.LittleEndian.Uint16(data[pos:]), typ: valueType(data[pos+2])}
		at += uint32(v.size)
		dst = append(dst, v)
	}
	return dst
}

// isNull reports whether there is no value.
func (v value) isNull() bool { return v.typ == typeNull }

// integer returns the value b of an integer type. Signed ones are extended.
func integer(t valueType, b []byte) (u uint64, signed, ok bool) {
	if uint32(len(b)) != t.size() {
		return 0, false, false
	}
	switch t {
	case typeInt8:
		return uint64(int8(b[0])), true, true
	case typeUint8:
		return uint64(b[0]), false, true
	case typeInt16:
		return uint64(int16(binary.LittleEndian.Uint16(b))), true, true
	case typeUint16:
		return uint64(binary.LittleEndian.Uint16(b)), false, true
	case typeInt32:
		return uint64(int32(binary.LittleEndian.Uint32(b))), true, true
	case typeUint32:
		return uint64(binary.LittleEndian.Uint32(b)), false, true
	case typeInt64:
		return binary.LittleEndian.Uint64(b), true, true
	case typeUint64:
		return binary.LittleEndian.Uint64(b), false, true
	}
	return 0, false, false
}

// float returns the value b of a floating point type, and its width in bits.
func float(t valueType, b []byte) (f float64, bits int, ok bool) {
	switch {
	case t == typeReal32 && len(b) == 4:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))), 32, true
	case t == typeReal64 && len(b) == 8:
		return math.Float64frombits(binary.LittleEndian.Uint64(b)), 64, true
	}
	return 0, 0, false
}

// appendValue appends the text of the value b, which is not an array. A value
// that is not as its type wants is shown as binary.
func appendValue(dst []byte, t valueType, b []byte) []byte {
	if u, signed, ok := integer(t, b); ok {
		if signed {
			return strconv.AppendInt(dst, int64(u), 10)
		}
		return strconv.AppendUint(dst, u, 10)
	}
	if f, bits, ok := float(t, b); ok {
		return appendReal(dst, f, bits)
	}
	n := uint32(len(b))
	switch {
	case t == typeNull:
		return dst
	case t == typeString || t == typeXML:
		return appendUTF16(dst, trimUTF16(b))
	case t == typeANSI:
		return appendANSI(dst, trimANSI(b))
	case t == typeBool && (n == 4 || n == 1):
		return strconv.AppendBool(dst, !unused(b))
	case t == typeGUID && n == t.size():
		return appendGUID(dst, b)
	case t == typeFileTime && n == t.size():
		return appendFileTime(dst, binary.LittleEndian.Uint64(b))
	case t == typeSystemTime && n == t.size():
		return appendSystemTime(dst, b)
	case t == typeSID && n > 0 && sidSize(b) == len(b):
		return appendSID(dst, b)
	case (t == typeHex32 || t == typeSize) && n == 4:
		return strconv.AppendUint(append(dst, "0x"...), uint64(binary.LittleEndian.Uint32(b)), 16)
	case (t == typeHex64 || t == typeSize) && n == 8:
		return strconv.AppendUint(append(dst, "0x"...), binary.LittleEndian.Uint64(b), 16)
	}
	return appendHex(dst, b)
}

// appendReal appends f as a JSON number, or as Windows writes what is none.
func appendReal(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "-1.#IND"...)
	case math.IsInf(f, 1):
		return append(dst, "1.#INF"...)
	case math.IsInf(f, -1):
		return append(dst, "-1.#INF"...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}
