// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"gambeson/config"
)

// LogConfig is the log section of the configuration.
type LogConfig struct {
	// Level is the least severity that is logged.
	Level string `yaml:"level" enum:"debug,info,warn,error"`
	// Format is how records are written to standard error: text for people, json (one object a line) for machines.
	Format string `yaml:"format" enum:"text,json"`
}

// DefaultLogConfig logs warnings and errors as text.
func DefaultLogConfig() LogConfig {
	return LogConfig{Level: "warn", Format: "text"}
}

// Config is the telemetry section of the configuration.
type Config struct {
	// OTLPEndpoint is where metrics and traces are sent over OTLP/HTTP, as a URL without path: http://collector:4318.
	// Empty sends none.
	OTLPEndpoint string `yaml:"otlp_endpoint"`
	// MetricsInterval is how often metrics are sent.
	MetricsInterval time.Duration `yaml:"metrics_interval"`
	// TraceRatio is the part of the batches that is traced, 0 to 1.
	TraceRatio float64 `yaml:"trace_ratio"`
}

// DefaultConfig sends nothing, and would trace one batch of a hundred.
func DefaultConfig() Config {
	return Config{MetricsInterval: time.Minute, TraceRatio: .01}
}

// Validate returns an error that names every wrong setting.
func (c Config) Validate() error {
	var errs []error
	if err := checkEndpoint(c.OTLPEndpoint); err != nil {
		errs = append(errs, config.Errorf("otlp_endpoint", "%w", err))
	}
	if c.MetricsInterval < time.Second || c.MetricsInterval > time.Hour {
		errs = append(errs, config.Errorf("metrics_interval", "want 1s to 1h"))
	}
	if !(c.TraceRatio >= 0 && c.TraceRatio <= 1) {
		errs = append(errs, config.Errorf("trace_ratio", "want 0 to 1"))
	}
	return errors.Join(errs...)
}

func checkEndpoint(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" && u.Path != "/" {
		return fmt.Errorf("want http://HOST:PORT or https://HOST:PORT, not %q", text)
	}
	return nil
}
