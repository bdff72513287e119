// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gambeson/state"
)

// sourceCommand builds `gambeson source`.
func sourceCommand(p *program) *cobra.Command {
	below := []*cobra.Command{sourceAddCommand(p), sourceListCommand(p), sourceRotateCommand(p), sourceRevokeCommand(p)}
	p.dataFlag(below...)
	return group("source", "Say who may send, and as whom", below...)
}

// sourceView is a source as it is shown.
type sourceView struct {
	Tenant string   `json:"tenant"`
	Name   string   `json:"name"`
	Format string   `json:"format"`
	From   []string `json:"from"`
	// Certificates are the client certificates that may send.
	Certificates []string `json:"certificates,omitempty"`
	Created      string   `json:"created"`
	Revoked      string   `json:"revoked,omitempty"`
	Seen         string   `json:"seen,omitempty"`
	// Silent is set where it has sent, and then not for longer than it may be silent.
	Silent bool `json:"silent,omitempty"`
}

// issued is a source with its new token, which is shown this once.
type issued struct {
	Tenant    string `json:"tenant"`
	Name      string `json:"name"`
	Token     string `json:"token,omitempty"`
	TokenFile string `json:"token_file,omitempty"`
}

func sourceAddCommand(p *program) *cobra.Command {
	var format, tokenFile string
	var from, certificates []string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a sender and print its token, once",
		Long: `Add a sender: what comes with its token belongs to its tenant and is of this source. Senders that know no tokens
(syslog) are told by a client certificate, over TLS: --certificate; or by their address: --from.`,
		Args: cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			ranges, err := parseRanges(from)
			if err != nil {
				return err
			}
			return p.withState(ctx, true, func(c *Config, db *state.DB) error {
				return p.issue(issued{Tenant: c.Tenant, Name: args[0], TokenFile: tokenFile}, func() (string, error) {
					return db.Sources.Add(ctx, state.Source{Tenant: c.Tenant, Name: args[0], Format: format, Ranges: ranges, Certificates: certificates}, p.cause(""))
				})
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "", "`FORMAT` of what it sends (default: recognized, record by record)")
	flags.StringSliceVar(&from, "from", nil, "addresses `CIDR` that may send without the token, where the protocol knows none")
	flags.StringSliceVar(&certificates, "certificate", nil, "client certificates `NAME` that may send without the token: a name in them, or sha256: and their fingerprint")
	flags.StringVar(&tokenFile, "token-file", "", "write the token to the new `FILE`, for its owner only, instead of printing it")
	p.tenantFlag(cmd)
	return cmd
}

// tenantFlag gives a command the flag that names the tenant.
func (p *program) tenantFlag(cmd *cobra.Command) {
	cmd.Flags().String("tenant", "", "`TENANT` that it belongs to")
	p.bind(cmd.Flags().Lookup("tenant"), "tenant")
}

func parseRanges(from []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range from {
		r, err := netip.ParsePrefix(s)
		if err != nil {
			a, errAddr := netip.ParseAddr(s)
			if errAddr != nil {
				return nil, usageErrorf("as 10.0.0.0/8 or 192.0.2.7", "--from %s: not a range of addresses", s)
			}
			r = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, r)
	}
	return out, nil
}

// issue makes a token and prints it, or writes it to a file that is made before
// the token is: a token that nobody can read is not made.
func (p *program) issue(is issued, token func() (string, error)) (err error) {
	if is.TokenFile == "" {
		if is.Token, err = token(); err != nil {
			return err
		}
		if err := p.object(is, "source", is.Name, "tenant", is.Tenant, "token", is.Token); err != nil {
			return err
		}
		fmt.Fprintln(p.Stderr, "hint: the token is shown this once; `gambeson source rotate` makes another")
		return nil
	}
	f, err := os.OpenFile(is.TokenFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return withHint(fmt.Errorf("make the token's file: %w", err), "name a file that does not exist yet, in a folder that does")
	}
	secret, err := token()
	if err == nil {
		_, err = f.WriteString(secret + "\n")
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(is.TokenFile))
	}
	return p.object(is, "source", is.Name, "tenant", is.Tenant, "token file", is.TokenFile)
}

func sourceListCommand(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the senders",
		Args:  cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error {
			return p.withState(ctx, false, func(c *Config, db *state.DB) error {
				all, err := db.Sources.List(ctx, "")
				if err != nil {
					return err
				}
				out, err := p.rows("tenant", "name", "format", "from", "certificates", "created", "revoked", "seen", "silent")
				if err != nil {
					return err
				}
				for _, s := range all {
					if err := writeSource(out, viewSource(s, c.Ingest.Common.SilentAfter)); err != nil {
						return err
					}
				}
				return out.close()
			})
		}),
	}
	return cmd
}

func viewSource(s state.Source, silentAfter time.Duration) sourceView {
	v := sourceView{
		Tenant: s.Tenant, Name: s.Name, Format: s.Format, From: make([]string, len(s.Ranges)), Certificates: s.Certificates,
		Created: moment(s.Created), Revoked: moment(s.Revoked), Seen: moment(s.Seen),
		Silent: s.Seen != 0 && s.Revoked == 0 && silentAfter > 0 && time.Since(time.Unix(0, s.Seen)) >= silentAfter,
	}
	for i, r := range s.Ranges {
		v.From[i] = r.String()
	}
	return v
}

func writeSource(out *rows, v sourceView) error {
	silent := ""
	if v.Silent {
		silent = "silent"
	}
	return out.write(v, v.Tenant, v.Name, v.Format, strings.Join(v.From, " "), strings.Join(v.Certificates, " "), v.Created, v.Revoked, v.Seen, silent)
}

func sourceRotateCommand(p *program) *cobra.Command {
	var tokenFile string
	var grace time.Duration
	cmd := &cobra.Command{
		Use:   "rotate NAME",
		Short: "Give a sender a new token",
		Args:  cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			return p.withState(ctx, false, func(c *Config, db *state.DB) error {
				return p.issue(issued{Tenant: c.Tenant, Name: args[0], TokenFile: tokenFile}, func() (string, error) {
					return db.Sources.Rotate(ctx, c.Tenant, args[0], grace, p.cause(""))
				})
			})
		}),
	}
	cmd.Flags().DurationVar(&grace, "grace", 0, "for this `TIME` the old token goes on, such as 1h")
	cmd.Flags().StringVar(&tokenFile, "token-file", "", "write the token to the new `FILE`, for its owner only, instead of printing it")
	p.tenantFlag(cmd)
	return cmd
}

func sourceRevokeCommand(p *program) *cobra.Command {
	reason := ""
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "End a sender: nothing is taken from it any more",
		Args:  cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			return p.withState(ctx, false, func(c *Config, db *state.DB) error {
				if err := db.Sources.Revoke(ctx, c.Tenant, args[0], p.cause(reason)); err != nil {
					return err
				}
				fmt.Fprintf(p.Stderr, "source %s is revoked\n", args[0])
				return nil
			})
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the audit trail")
	p.tenantFlag(cmd)
	return cmd
}
