// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"errors"
	"time"

	"gambeson/config"
	"gambeson/event"
)

// Config is what users set of what all doors share.
type Config struct {
	// MaxRecordBytes is the size of the largest record.
	MaxRecordBytes config.Size `yaml:"max_record_bytes"`
	// MaxRequestBytes is the size of the largest request, decompressed.
	MaxRequestBytes config.Size `yaml:"max_request_bytes"`
	// MaxBytesInFlight bounds what is read and not yet durable, over all doors. The process may use about twice as much.
	MaxBytesInFlight config.Size `yaml:"max_bytes_in_flight"`
	// BatchRecords is how many records a message of the log has at most.
	BatchRecords int `yaml:"batch_records"`
	// BatchBytes is how large a message of the log becomes, unless a single record is larger.
	BatchBytes config.Size `yaml:"batch_bytes"`
	// BatchWait is how long records that come one by one wait for others.
	BatchWait time.Duration `yaml:"batch_wait"`
	// SilentAfter is when a source that has sent is reported as silent; 0 never reports one.
	SilentAfter time.Duration `yaml:"silent_after"`
	// SourceQuota is what each source may send.
	SourceQuota QuotaConfig `yaml:"source_quota"`
	// TenantQuota is what all sources of a tenant may send together.
	TenantQuota QuotaConfig `yaml:"tenant_quota"`
}

// QuotaConfig bounds a rate. A burst of ten seconds' worth passes at once.
type QuotaConfig struct {
	// EventsPerSecond is how many records a second; 0 is without bound.
	EventsPerSecond int `yaml:"events_per_second"`
	// BytesPerSecond is how many bytes a second; 0 is without bound.
	BytesPerSecond config.Size `yaml:"bytes_per_second"`
}

// batchRoom is what a batch needs besides its records: names, stream, lengths.
const batchRoom = 64 << 10

// DefaultConfig returns the configuration of a platform that was told nothing.
func DefaultConfig() Config {
	return Config{
		MaxRecordBytes:   1 << 20,
		MaxRequestBytes:  16 << 20,
		MaxBytesInFlight: 128 << 20,
		BatchRecords:     500,
		BatchBytes:       1 << 20,
		BatchWait:        20 * time.Millisecond,
		SilentAfter:      24 * time.Hour,
	}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	wrong := func(ok bool, key, format string, args ...any) {
		if !ok {
			errs = append(errs, config.Errorf(key, format, args...))
		}
	}
	const most = event.MaxBatchBytes - batchRoom
	wrong(c.MaxRecordBytes > 0 && c.MaxRecordBytes <= most, "max_record_bytes", "want 1 to %d", most)
	wrong(c.MaxRequestBytes >= c.MaxRecordBytes, "max_request_bytes", "want at least max_record_bytes")
	wrong(c.MaxBytesInFlight >= c.MaxRequestBytes, "max_bytes_in_flight", "want at least max_request_bytes")
	wrong(c.BatchRecords > 0 && c.BatchRecords <= event.MaxBatchRecords, "batch_records", "want 1 to %d", event.MaxBatchRecords)
	wrong(c.BatchBytes > 0 && c.BatchBytes <= most, "batch_bytes", "want 1 to %d", most)
	wrong(c.BatchWait > 0 && c.BatchWait <= time.Second, "batch_wait", "want more than 0 and at most 1s")
	wrong(c.SilentAfter >= 0, "silent_after", "want 0 or more")
	wrong(c.SourceQuota.EventsPerSecond >= 0, "source_quota.events_per_second", "want 0 or more")
	wrong(c.TenantQuota.EventsPerSecond >= 0, "tenant_quota.events_per_second", "want 0 or more")
	wrong(c.SourceQuota.BytesPerSecond >= 0, "source_quota.bytes_per_second", "want 0 or more")
	wrong(c.TenantQuota.BytesPerSecond >= 0, "tenant_quota.bytes_per_second", "want 0 or more")
	return errors.Join(errs...)
}
