// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

// token is the first byte of a part of a BinXml document.
type token uint8

// The tokens; tokenMore is set where another part of the same kind follows.
const (
	tokenEOF        = 0x00
	tokenElement    = 0x01
	tokenCloseStart = 0x02
	tokenCloseEmpty = 0x03
	tokenEndElement = 0x04
	tokenValue      = 0x05
	tokenAttribute  = 0x06
	tokenCDATA      = 0x07
	tokenCharRef    = 0x08
	tokenEntityRef  = 0x09
	tokenPITarget   = 0x0a
	tokenPIData     = 0x0b
	tokenInstance   = 0x0c
	tokenNormal     = 0x0d
	tokenOptional   = 0x0e
	tokenFragment   = 0x0f
	tokenMore       = 0x40
)

// tokenOf returns the token that b is, without tokenMore.
func tokenOf(b byte) token { return token(b &^ tokenMore) }

// isItem reports whether t begins text or a value.
func (t token) isItem() bool {
	switch t {
	case tokenValue, tokenCDATA, tokenCharRef, tokenEntityRef, tokenNormal, tokenOptional:
		return true
	}
	return false
}
