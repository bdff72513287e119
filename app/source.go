// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gambeson/api/client"
)

// sourceCommand builds `gambeson source`.
func sourceCommand(p *program) *cobra.Command {
	below := []*cobra.Command{sourceAddCommand(p), sourceListCommand(p), sourceRotateCommand(p), sourceRevokeCommand(p)}
	p.askFlags(below...)
	return group("source", "Say who may send, and as whom", below...)
}

// issued is a source with its new token, which is shown this once.
type issued struct {
	Tenant    string `json:"tenant,omitempty"`
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
			return p.ask(ctx, true, func(ctx context.Context, s *session) error {
				return p.issue(issued{Tenant: s.tenant, Name: args[0], TokenFile: tokenFile}, func() (client.Grant, error) {
					return s.AddSource(ctx, client.AddSourceParams{Body: client.NewSource{Name: args[0], Format: format, Ranges: ranges, Certificates: certificates}})
				})
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "", "`FORMAT` of what it sends (default: recognized, record by record)")
	flags.StringSliceVar(&from, "from", nil, "addresses `CIDR` that may send without the token, where the protocol knows none")
	flags.StringSliceVar(&certificates, "certificate", nil, "client certificates `NAME` that may send without the token: a name in them, or sha256: and their fingerprint")
	flags.StringVar(&tokenFile, "token-file", "", "write the token to the new `FILE`, for its owner only, instead of printing it")
	return cmd
}

// tenantFlag gives a command the flag that names the tenant.
func (p *program) tenantFlag(cmd *cobra.Command) {
	cmd.Flags().String("tenant", "", "`TENANT` that it belongs to")
	p.bind(cmd.Flags().Lookup("tenant"), "tenant")
}

// parseRanges makes ranges of what is given, which may be single addresses.
func parseRanges(from []string) ([]string, error) {
	var out []string
	for _, s := range from {
		r, err := netip.ParsePrefix(s)
		if err != nil {
			a, errAddr := netip.ParseAddr(s)
			if errAddr != nil {
				return nil, usageErrorf("as 10.0.0.0/8 or 192.0.2.7", "--from %s: not a range of addresses", s)
			}
			r = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, r.String())
	}
	return out, nil
}

// issue makes a token and prints it, or writes it to a file that is made before
// the token is: a token that nobody can read is not made.
func (p *program) issue(is issued, grant func() (client.Grant, error)) error {
	if is.TokenFile == "" {
		made, err := grant()
		if err != nil {
			return err
		}
		is.Token = made.Token
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
	made, err := grant()
	if err == nil {
		_, err = f.WriteString(made.Token + "\n")
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
			return p.ask(ctx, false, func(ctx context.Context, s *session) error {
				all, err := s.ListSources(ctx)
				if err != nil {
					return err
				}
				out, err := p.rows("name", "format", "from", "certificates", "created", "revoked", "records", "last", "silent")
				if err != nil {
					return err
				}
				for _, x := range all.Items {
					records, last, silent := "", momentOf(x.Seen), ""
					if a := x.Activity; a != nil {
						records, silent = strconv.FormatInt(a.Records, 10), strconv.FormatBool(a.Silent)
						if !a.Seen.IsZero() {
							last = momentOf(a.Seen)
						}
					}
					if err := out.write(x, x.Name, x.Format, strings.Join(x.Ranges, " "), strings.Join(x.Certificates, " "), momentOf(x.Created), momentOf(x.Revoked), records, last, silent); err != nil {
						return err
					}
				}
				return out.close()
			})
		}),
	}
	return cmd
}

func sourceRotateCommand(p *program) *cobra.Command {
	var tokenFile string
	var grace time.Duration
	cmd := &cobra.Command{
		Use:   "rotate NAME",
		Short: "Give a sender a new token",
		Args:  cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			return p.ask(ctx, false, func(ctx context.Context, s *session) error {
				return p.issue(issued{Tenant: s.tenant, Name: args[0], TokenFile: tokenFile}, func() (client.Grant, error) {
					return s.RotateSource(ctx, client.RotateSourceParams{Name: args[0], Body: client.RotateSourceBody{GraceSeconds: int64(grace.Seconds())}})
				})
			})
		}),
	}
	cmd.Flags().DurationVar(&grace, "grace", 0, "for this `TIME` the old token goes on, such as 1h")
	cmd.Flags().StringVar(&tokenFile, "token-file", "", "write the token to the new `FILE`, for its owner only, instead of printing it")
	return cmd
}

func sourceRevokeCommand(p *program) *cobra.Command {
	reason := ""
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "End a sender: nothing is taken from it any more",
		Args:  cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			return p.ask(ctx, false, func(ctx context.Context, s *session) error {
				if err := s.RevokeSource(ctx, client.RevokeSourceParams{Name: args[0], Reason: reason}); err != nil {
					return err
				}
				fmt.Fprintf(p.Stderr, "source %s is revoked\n", args[0])
				return nil
			})
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the audit trail")
	return cmd
}
