// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"gambeson/api"
)

// diagnosis is one line of what the doctor says.
type diagnosis struct {
	Name   string     `json:"name"`
	Status api.Status `json:"status"`
	Detail string     `json:"detail"`
	Hint   string     `json:"hint,omitempty"` // what to do
}

// examination is one thing that the doctor looks at.
type examination struct {
	name string
	look func(ctx context.Context, c *Config) (status api.Status, detail, hint string)
}

// doctorCommand builds `gambeson doctor`.
func doctorCommand(p *program) *cobra.Command {
	bundle := ""
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what could go wrong here: disk, clock, ports, limits",
		Long: `Doctor looks at this machine and at the data folder, if one is named, and says what could go wrong. It changes
nothing, and may run beside a server. With --bundle it also writes what those who help need to know: what it found, the
version, the configuration, and the names and sizes of the files. No record, no token and no key is in it; values of
settings whose name speaks of a secret are left out.`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error { return p.doctor(ctx, bundle) }),
	}
	p.dataFlag(cmd)
	cmd.Flags().StringVar(&bundle, "bundle", "", "write a diagnostics bundle to the new `FILE` (.tar.gz)")
	return cmd
}

// examinations lists what the doctor looks at, in the order in which it tells.
func examinations() []examination {
	return []examination{
		{"version", examineVersion},
		{"memory", examineMemory},
		{"files", examineFiles},
		{"clock", examineClock},
		{"data folder", examineFolder},
		{"disk", examineDisk},
		{"fsync", examineSync},
		{"certificate", examineCertificate},
		{"ports", examinePorts},
	}
}

// doctor runs the command.
func (p *program) doctor(ctx context.Context, bundle string) error {
	c, origins, err := p.settings()
	if err != nil {
		return err
	}
	var all []diagnosis
	for _, x := range examinations() {
		status, detail, hint := x.look(ctx, c)
		all = append(all, diagnosis{x.name, status, detail, hint})
	}
	out, err := p.rows("check", "status", "detail", "hint")
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := out.write(d, d.Name, string(d.Status), d.Detail, d.Hint); err != nil {
			return err
		}
	}
	if err := out.close(); err != nil {
		return err
	}
	if bundle != "" {
		if err := writeBundle(bundle, c, origins, all); err != nil {
			return err
		}
		fmt.Fprintf(p.Stderr, "wrote %s\n", bundle)
	}
	if slices.ContainsFunc(all, func(d diagnosis) bool { return d.Status == api.StatusDown }) {
		return checkFailed()
	}
	return nil
}
