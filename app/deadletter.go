// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/api/client"
)

// deadLetterCommand builds `gambeson deadletter`.
func deadLetterCommand(p *program) *cobra.Command {
	below := []*cobra.Command{
		deadLetterListCommand(p), deadLetterShowCommand(p),
		deadLetterChangeCommand(p, deadLetterChange{
			name: "replay", done: "replayed", short: "Send dead letters through again, unchanged",
			long: `Replay sends records through again as they came, after what could not read them was mended. A record has the place it
had: what follows from it has the same ids, so that replaying twice changes nothing. One that cannot be read again waits
again.`,
			send: func(ctx context.Context, s *session, id, reason string) (client.DeadLetter, error) {
				return s.ReplayDeadLetter(ctx, client.ReplayDeadLetterParams{ID: id, Reason: reason})
			},
		}),
		deadLetterChangeCommand(p, deadLetterChange{
			name: "drop", done: "dropped", short: "Give dead letters up",
			long: "Drop says that nobody will read these records. The log keeps their bytes as long as it keeps others.",
			send: func(ctx context.Context, s *session, id, reason string) (client.DeadLetter, error) {
				return s.DropDeadLetter(ctx, client.DropDeadLetterParams{ID: id, Reason: reason})
			},
		}),
	}
	p.askFlags(below...)
	return group("deadletter", "See what could not be read, and send it through again", below...)
}

// letterFlags are the flags that choose dead letters.
type letterFlags struct{ class, source string }

func (f *letterFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.class, "class", "", "only those whose error is of this `CLASS`")
	cmd.Flags().StringVar(&f.source, "source", "", "only those of this `SOURCE`")
}

func deadLetterListCommand(p *program) *cobra.Command {
	var only letterFlags
	wanted, limit := "", 0
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List dead letters, the last received first",
		Args:  cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error {
			wants := client.ListDeadLettersParams{Class: only.class, Source: only.source, State: wanted}
			switch wanted {
			case "all":
				wants.State = ""
			case "waiting", "replayed", "dropped":
			default:
				return usageErrorf("one of: waiting, replayed, dropped, all", "--state %s: there is no such state", wanted)
			}
			if limit < 1 {
				return usageErrorf("", "--limit must be at least 1")
			}
			return p.ask(ctx, false, func(ctx context.Context, s *session) error { return p.listDeadLetters(ctx, s, wants, limit) })
		}),
	}
	only.add(cmd)
	cmd.Flags().StringVar(&wanted, "state", "waiting", "those in this `STATE`: waiting, replayed, dropped, all")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most `N`")
	return cmd
}

func (p *program) listDeadLetters(ctx context.Context, s *session, wants client.ListDeadLettersParams, limit int) error {
	out, err := p.rows("dead letter", "state", "received", "source", "format", "class", "bytes", "error")
	if err != nil {
		return err
	}
	wants.Limit = int64(min(limit+1, maxPage))
	for x, err := range s.AllDeadLetters(ctx, wants) {
		if err != nil {
			return err
		}
		if out.count == limit {
			defer fmt.Fprintln(p.Stderr, "hint: there are more; --limit shows them")
			break
		}
		if err := out.write(x, x.ID, x.State, momentOf(x.Received), x.Source, x.Format, x.Class, strconv.FormatInt(x.Bytes, 10), x.Message); err != nil {
			return err
		}
	}
	return out.close()
}

// maxShownBytes is how much of a record is shown to a person.
const maxShownBytes = 16 << 10

func deadLetterShowCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a dead letter with its record",
		Long: `Show tells what is wrong with a record, and shows it: text with its control characters made visible, anything else as
hexadecimal. JSON has all of it as it came: "text" where it is UTF-8, "data" in base64 otherwise.`,
		Args: cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			f, err := p.formatFor(formatTable, formatJSON, formatNDJSON)
			if err != nil {
				return err
			}
			id, err := letterID(args[0])
			if err != nil {
				return err
			}
			return p.ask(ctx, false, func(ctx context.Context, s *session) error {
				x, err := s.GetDeadLetter(ctx, client.GetDeadLetterParams{ID: id})
				if err != nil {
					return err
				}
				if f != formatTable {
					return p.object(x)
				}
				if err := p.object(x, "dead letter", x.ID, "state", x.State, "received", momentOf(x.Received), "source", x.Source,
					"format", x.Format, "class", x.Class, "error", x.Message, "bytes", strconv.FormatInt(x.Bytes, 10)); err != nil {
					return err
				}
				fmt.Fprintf(p.Stdout, "\n%s", recordText(&x))
				return nil
			})
		}),
	}
}

// recordText is a record as a person can look at it: nothing in it reaches the
// terminal as it is.
func recordText(x *client.DeadLetter) string {
	rest := 0
	cut := func(n int) int {
		rest = max(0, n-maxShownBytes)
		return n - rest
	}
	var b strings.Builder
	if x.Text == "" {
		b.WriteString(hex.Dump(x.Data[:cut(len(x.Data))]))
	} else {
		text := strings.ToValidUTF8(x.Text[:cut(len(x.Text))], "")
		for line := range strings.Lines(text) {
			b.WriteString(printable(strings.TrimSuffix(line, "\n")) + "\n")
		}
	}
	if rest > 0 {
		fmt.Fprintf(&b, "and %d bytes more: --output json has them\n", rest)
	}
	return b.String()
}

// letterID checks the id of a dead letter.
func letterID(text string) (string, error) {
	text = strings.ToLower(text)
	if raw, err := hex.DecodeString(text); err != nil || len(raw) != 16 {
		return "", usageErrorf("`gambeson deadletter list` shows them", "dead letter %q: want the 32 hex digits of its id", text)
	}
	return text, nil
}
