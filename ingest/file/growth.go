// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package file

import (
	"fmt"
	"io"
	"io/fs"
	"time"
)

const (
	// MaxRatio is how many times its compressed size a member may grow to, once
	// it is larger than freeGrowth. Logs shrink to a tenth or a hundredth.
	MaxRatio = 500

	freeGrowth = 256 << 20 // bytes
)

// limitGrowth cuts off r where it has given out of all proportion to the size
// of what it is decompressed from.
func limitGrowth(r io.Reader, compressed int64) io.Reader {
	return &growthReader{r: r, left: max(freeGrowth, compressed*MaxRatio)}
}

type growthReader struct {
	r    io.Reader
	left int64
}

// Read implements [io.Reader].
func (g *growthReader) Read(b []byte) (int, error) {
	if g.left <= 0 {
		return 0, fmt.Errorf("%w: more than %d times its size", ErrBomb, MaxRatio)
	}
	n, err := g.r.Read(b)
	g.left -= int64(n)
	return n, err
}

// modified returns a member's own time, or its archive's where it has none.
func modified(own time.Time, archive fs.FileInfo) time.Time {
	if own.IsZero() || own.Year() < 1981 { // zip's zero is 1979 or 1980
		return archive.ModTime()
	}
	return own
}
