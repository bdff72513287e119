// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/api/client"
)

// deadLetterChange is something that is done to dead letters.
type deadLetterChange struct {
	name, done, short, long string

	send func(ctx context.Context, s *session, id, reason string) (client.DeadLetter, error)

	only   letterFlags
	all    bool
	yes    bool
	reason string
}

func deadLetterChangeCommand(p *program, ch deadLetterChange) *cobra.Command {
	cmd := &cobra.Command{
		Use:   ch.name + " [ID]...",
		Short: ch.short,
		Long:  ch.long + "\n\nName them by id, or choose among those that wait: --class, --source, or --all.",
	}
	cmd.RunE = runs(func(ctx context.Context, args []string) error {
		many := ch.all || ch.only != letterFlags{}
		if many == (len(args) > 0) {
			return usageErrorf("name ids, or choose with --class, --source or --all", "%s which dead letters?", ch.name)
		}
		for i, text := range args {
			id, err := letterID(text)
			if err != nil {
				return err
			}
			args[i] = id
		}
		return p.ask(ctx, false, func(ctx context.Context, s *session) error {
			if many {
				return p.changeChosen(ctx, s, &ch)
			}
			out, err := p.rows("dead letter", "state", "source", "class")
			if err != nil {
				return err
			}
			for _, id := range args {
				x, err := ch.send(ctx, s, id, ch.reason)
				if err != nil {
					return errors.Join(out.close(), err)
				}
				if err := out.write(x, x.ID, x.State, x.Source, x.Class); err != nil {
					return err
				}
			}
			return out.close()
		})
	})
	ch.only.add(cmd)
	cmd.Flags().BoolVar(&ch.all, "all", false, "all that wait")
	cmd.Flags().BoolVar(&ch.yes, "yes", false, "do not ask on a terminal")
	cmd.Flags().StringVar(&ch.reason, "reason", "", "why, for the audit trail")
	return cmd
}

// changeChosen changes those that wait and were chosen. One that cannot be
// changed is named and does not stop the others.
func (p *program) changeChosen(ctx context.Context, s *session, ch *deadLetterChange) error {
	counts, err := s.CountDeadLetters(ctx, client.CountDeadLettersParams{Class: ch.only.class, Source: ch.only.source, State: "waiting"})
	if err != nil {
		return err
	}
	if sure, err := p.confirm(ch, counts); !sure || err != nil {
		return err
	}
	out, err := p.rows("dead letter", "state", "source", "class")
	if err != nil {
		return err
	}
	done, failed := 0, 0
	for x, err := range s.AllDeadLetters(ctx, client.ListDeadLettersParams{Class: ch.only.class, Source: ch.only.source, State: "waiting", Limit: maxPage}) {
		if err != nil {
			return errors.Join(out.close(), err)
		}
		after, err := ch.send(ctx, s, x.ID, ch.reason)
		if _, refused := errors.AsType[*client.ProblemError](err); refused {
			failed++
			fmt.Fprintf(p.Stderr, "gambeson: %s: %v\n", x.ID, printable(err.Error()))
			continue
		}
		if err != nil {
			return errors.Join(out.close(), err)
		}
		done++
		if err := out.write(after, after.ID, after.State, after.Source, after.Class); err != nil {
			return err
		}
	}
	if err := out.close(); err != nil {
		return err
	}
	fmt.Fprintf(p.Stderr, "%s %s\n", plural(int64(done), "dead letter"), ch.done)
	if failed > 0 {
		return fmt.Errorf("%s could not be %s", plural(int64(failed), "dead letter"), ch.done)
	}
	return nil
}

// confirm says how many dead letters were chosen, and asks whoever sits at a
// terminal.
func (p *program) confirm(ch *deadLetterChange, counts client.DeadLetterCounts) (bool, error) {
	var classes []string
	for _, c := range counts.Classes {
		classes = append(classes, fmt.Sprintf("%s %d", printable(c.Class), c.Count))
	}
	if counts.Total == 0 {
		fmt.Fprintln(p.Stderr, "no dead letter waits that was chosen")
		return false, nil
	}
	if !p.StderrTerminal || ch.yes {
		return true, nil
	}
	fmt.Fprintf(p.Stderr, "%s (%s). %s them? [y/N] ", plural(counts.Total, "dead letter"), strings.Join(classes, ", "), strings.ToUpper(ch.name[:1])+ch.name[1:])
	answer, _ := bufio.NewReader(p.Stdin).ReadString('\n') // no answer is none
	if a := strings.ToLower(strings.TrimSpace(answer)); a == "y" || a == "yes" {
		return true, nil
	}
	return false, &exitError{code: exitFailed, err: errors.New("nothing was done"), hint: "--yes does not ask"}
}
