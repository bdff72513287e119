// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"gambeson/api"
	"gambeson/app/demo"
	"gambeson/bus/jetstream"
	"gambeson/bus/retain"
	"gambeson/config"
	"gambeson/correlate"
	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/detect/uba"
	"gambeson/ingest"
	"gambeson/ingest/file"
	"gambeson/ingest/http"
	"gambeson/ingest/otlp"
	"gambeson/ingest/stdin"
	"gambeson/ingest/syslog"
	"gambeson/pipeline"
	"gambeson/respond/notify"
	"gambeson/telemetry"
)

//go:generate go run ../internal/confdoc -type Config -out settings_gen.go

// Config is the whole configuration: the sections that the packages own, put together.
type Config struct {
	// Tenant owns what is read where the source names no tenant of its own, and messages of the log that nobody can read.
	Tenant string `yaml:"tenant"`
	// Data is the folder in which the platform keeps everything.
	Data string `yaml:"data"`
	// Log is what the program says about itself.
	Log telemetry.LogConfig `yaml:"log"`
	// Scan is how `gambeson scan` reads.
	Scan ScanConfig `yaml:"scan"`
	// Rules are the Sigma rules that run.
	Rules RulesConfig `yaml:"rules"`
	// Detect is how the rooms of detection work.
	Detect DetectConfig `yaml:"detect"`
	// Ingest is how events come in.
	Ingest IngestConfig `yaml:"ingest"`
	// Bus is the log.
	Bus jetstream.Config `yaml:"bus"`
	// Retention says for how long the log keeps what is no longer needed, and so what can be processed again.
	Retention retain.Config `yaml:"retention"`
	// Pipeline takes records from the log and puts back what follows from them.
	Pipeline pipeline.Config `yaml:"pipeline"`
	// API is the HTTP API.
	API api.Config `yaml:"api"`
	// Telemetry is what the platform measures of itself.
	Telemetry telemetry.Config `yaml:"telemetry"`
	// Demo is the day that `gambeson demo` makes up.
	Demo DemoConfig `yaml:"demo"`
	// Correlate is how findings become cases.
	Correlate correlate.Config `yaml:"correlate"`
	// Respond is what is done about cases.
	Respond RespondConfig `yaml:"respond"`
}

// RespondConfig has a section for each room of response.
type RespondConfig struct {
	// Notify tells people and programs of new cases.
	Notify notify.Config `yaml:"notify"`
}

// IngestConfig has a section for each door, and one for what they share.
type IngestConfig struct {
	// Common is what all doors share.
	Common ingest.Config `yaml:"common"`
	// Stdin reads standard input.
	Stdin stdin.Config `yaml:"stdin"`
	// Follow reads files as they grow.
	Follow file.FollowConfig `yaml:"follow"`
	// HTTP takes NDJSON.
	HTTP http.Config `yaml:"http"`
	// OTLP takes OpenTelemetry logs.
	OTLP otlp.Config `yaml:"otlp"`
	// Syslog takes RFC 3164 and RFC 5424.
	Syslog syslog.Config `yaml:"syslog"`
}

// ingest returns the section of the doors, with the tenant of those that name
// none.
func (c *Config) ingest() IngestConfig {
	in := c.Ingest
	in.Stdin.Tenant = cmp.Or(in.Stdin.Tenant, c.Tenant)
	in.Follow.Files = slices.Clone(in.Follow.Files)
	for i := range in.Follow.Files {
		in.Follow.Files[i].Tenant = cmp.Or(in.Follow.Files[i].Tenant, c.Tenant)
	}
	return in
}

// DemoConfig says what `gambeson demo` makes up.
type DemoConfig struct {
	// Events is the least number of records of the day.
	Events int `yaml:"events"`
	// Seed decides all that is left to chance.
	Seed uint64 `yaml:"seed"`
}

// params returns what is generated.
func (c DemoConfig) params() demo.Params {
	p := demo.DefaultParams()
	p.Events, p.Seed = c.Events, c.Seed
	return p
}

// Validate refuses days that cannot be made.
func (c *DemoConfig) Validate() error {
	if err := c.params().Validate(); err != nil {
		return config.Errorf("events", "%w", err)
	}
	return nil
}

// DetectConfig has a section for each room of detection.
type DetectConfig struct {
	// Sequencer puts what was observed into the order of event time.
	Sequencer detect.SequencerConfig `yaml:"sequencer"`
	// Rules is the room of Sigma rules.
	Rules rules.Config `yaml:"rules"`
	// UBA is the room of user behaviour.
	UBA uba.Config `yaml:"uba"`
}

// ScanConfig bounds what a scan may use.
type ScanConfig struct {
	// Workers is how many files, or parts of a file, are read at the same time; 0 means one for each CPU.
	Workers int `yaml:"workers"`
	// MaxRecordBytes is the size of the largest record that is read; a larger one is counted as unreadable.
	MaxRecordBytes config.Size `yaml:"max_record_bytes"`
	// MemoryLimit is how much memory the scan may use, whatever it is given to read.
	MemoryLimit config.Size `yaml:"memory_limit"`
}

// RulesConfig says which rules are loaded.
type RulesConfig struct {
	// Dirs are folders with Sigma rules. Where one is named, only these rules run.
	Dirs []string `yaml:"dirs"`
	// Pack loads the rules that are part of the program, where no folder is named.
	Pack bool `yaml:"pack"`
}

// DefaultConfig is the configuration of a program that was told nothing.
func DefaultConfig() Config {
	return Config{
		Tenant:    "default",
		Log:       telemetry.DefaultLogConfig(),
		Scan:      ScanConfig{MaxRecordBytes: 16 << 20, MemoryLimit: 768 << 20},
		Rules:     RulesConfig{Pack: true},
		Detect:    DetectConfig{Sequencer: detect.DefaultSequencerConfig(), Rules: rules.DefaultConfig(), UBA: uba.DefaultConfig()},
		Correlate: correlate.DefaultConfig(),
		Respond:   RespondConfig{Notify: notify.DefaultConfig()},
		Ingest: IngestConfig{
			Common: ingest.DefaultConfig(), Follow: file.DefaultFollowConfig(),
			HTTP: http.DefaultConfig(), OTLP: otlp.DefaultConfig(), Syslog: syslog.DefaultConfig(),
		},
		Bus:       jetstream.DefaultConfig(),
		Retention: retain.DefaultConfig(),
		Pipeline:  pipeline.DefaultConfig(),
		API:       api.DefaultConfig(),
		Telemetry: telemetry.DefaultConfig(),
		Demo:      DemoConfig{Events: demo.DefaultParams().Events, Seed: demo.DefaultParams().Seed},
	}
}

// Validate refuses a configuration without a tenant.
func (c *Config) Validate() error {
	if c.Tenant == "" {
		return config.Errorf("tenant", "must not be empty")
	}
	return nil
}

// Validate refuses limits that nothing could be read within.
func (c *ScanConfig) Validate() error {
	var errs []error
	if most := 64 * runtime.NumCPU(); c.Workers < 0 || c.Workers > most {
		errs = append(errs, config.Errorf("workers", "must be 0 to %d, not %d", most, c.Workers))
	}
	if c.MaxRecordBytes < 1<<10 {
		errs = append(errs, config.Errorf("max_record_bytes", "must be at least 1KiB, not %s", c.MaxRecordBytes))
	}
	if c.MemoryLimit < 64<<20 {
		errs = append(errs, config.Errorf("memory_limit", "must be at least 64MiB, not %s", c.MemoryLimit))
	}
	return errors.Join(errs...)
}

// boundFlag is a flag that overrides a configuration key.
type boundFlag struct {
	flag *pflag.Flag
	key  string
}

// bind lets a flag override a configuration key when it is given.
func (p *program) bind(flag *pflag.Flag, key string) {
	p.bound = append(p.bound, boundFlag{flag, key})
}

// settings reads the configuration: defaults, file, environment, flags.
func (p *program) settings() (*Config, config.Origins, error) {
	name := p.configFile
	if name == "" {
		name, _ = p.LookupEnv(config.EnvPrefix + "CONFIG")
	}
	var file *config.File
	if name != "" {
		f, err := p.readConfig(name)
		if err != nil {
			return nil, nil, withHint(err, "`gambeson config init` writes a file to begin with")
		}
		file = f
	}
	c := DefaultConfig()
	overrides := config.Environment(config.Keys(&c), p.LookupEnv)
	for _, b := range p.bound {
		if b.flag.Changed {
			overrides = append(overrides, config.Override{Key: b.key, Value: flagText(b.flag), Origin: "--" + b.flag.Name})
		}
	}
	origins, err := config.Load(&c, file, overrides)
	if err != nil {
		return nil, nil, settingsError(err)
	}
	return &c, origins, nil
}

// settingsError is wrong usage where only flags are wrong, and a wrong configuration otherwise.
func settingsError(err error) error {
	problems, ok := errors.AsType[config.Problems](err)
	code := exitIO
	fromFlag := func(p config.Problem) bool { return strings.HasPrefix(p.Origin, "--") }
	if ok && !slices.ContainsFunc(problems, func(p config.Problem) bool { return !fromFlag(p) }) {
		code = exitUsage
	}
	return &exitError{code: code, err: err, hint: "`gambeson config schema` lists every key and what it may be"}
}

// readConfig reads a configuration file, or standard input for "-".
func (p *program) readConfig(name string) (*config.File, error) {
	in := p.Stdin
	if name == "-" {
		name = "standard input"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open configuration: %w", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, config.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration %s: %w", name, err)
	}
	return &config.File{Name: name, Data: data}, nil
}

// flagText is a flag's value as an override writes it.
func flagText(f *pflag.Flag) string {
	list, ok := f.Value.(pflag.SliceValue)
	if !ok {
		return f.Value.String()
	}
	text, err := json.Marshal(list.GetSlice())
	if err != nil {
		panic(err) // strings always have a form
	}
	return string(text)
}
