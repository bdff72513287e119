// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package retain

import (
	"fmt"
	"time"

	"gambeson/bus"
)

// Config is what users set.
type Config struct {
	// Every is how often the log is looked at.
	Every time.Duration `yaml:"every"`
	// Raw is for records as senders sent them: what can be processed again, and shown as it came.
	Raw Rule `yaml:"raw"`
	// Observation is for what detectors with a memory were told. It is of use only where their snapshots are lost.
	Observation Rule `yaml:"observation"`
	// Finding is for what was found; the state has it, too.
	Finding Rule `yaml:"finding"`
	// DeadLetter is for records that could not be read and that nobody has dealt with; replayed and dropped ones go at once.
	DeadLetter Rule `yaml:"deadletter"`
}

// Rule says for how long the messages of a stream are kept once all consumers are past them.
type Rule struct {
	// Age is how long a message is kept.
	Age time.Duration `yaml:"age"`
	// Bytes is how large each shard may grow before messages go that are younger; 0 sets no limit but the disk's.
	Bytes uint64 `yaml:"bytes"`
}

// DefaultConfig keeps records for a week, observations for a day, and findings and dead letters for 30 days.
func DefaultConfig() Config {
	const day = 24 * time.Hour
	return Config{
		Every: time.Minute, Raw: Rule{Age: 7 * day}, Observation: Rule{Age: day}, Finding: Rule{Age: 30 * day}, DeadLetter: Rule{Age: 30 * day},
	}
}

// Validate says what is wrong.
func (c Config) Validate() error {
	if c.Every < time.Millisecond {
		return fmt.Errorf("every: must be at least 1ms, not %s", c.Every)
	}
	for _, s := range bus.Streams() {
		if r, _ := c.rule(s); r.Age < 0 {
			return fmt.Errorf("%s.age: must not be negative: %s", s, r.Age)
		}
	}
	return nil
}

// rule returns a stream's rule, and false for a stream that is never trimmed.
func (c Config) rule(s bus.Stream) (Rule, bool) {
	switch s {
	case bus.Raw:
		return c.Raw, true
	case bus.Observation:
		return c.Observation, true
	case bus.Finding:
		return c.Finding, true
	case bus.DeadLetter:
		return c.DeadLetter, true
	default:
		return Rule{}, false
	}
}
