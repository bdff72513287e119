// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import "math"

// A place is a point on the Earth and how well it is known.
type place struct {
	Lat    float64 `json:"lat"`
	Long   float64 `json:"long"`
	Radius float64 `json:"radius,omitempty"` // kilometres, 0 where the source does not say
}

// earthRadius is the Earth's mean radius in kilometres (IUGG).
const earthRadius = 6371.0088

// distance returns the great-circle distance in kilometres (haversine: exact
// enough for a sphere at any distance).
func distance(a, b *place) float64 {
	const degree = math.Pi / 180
	lat := math.Sin((b.Lat - a.Lat) * degree / 2)
	long := math.Sin((b.Long - a.Long) * degree / 2)
	h := lat*lat + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*long*long
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}
