// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"gambeson/detect"
	"gambeson/event"
	"gambeson/ingest/file"
	"gambeson/normalize"
)

// scan is one run of `gambeson scan`.
type scan struct {
	*program
	config *Config
	engine *engine
	seq    *detect.Sequencer
	out    *findingWriter
	turns  *turns
	failOn event.Severity
	roots  []rootState
	stats  scanStats
	tally  *tally
	spares spares
	jobs   chan *batch

	records, bytes, findings, unreadable, inputs, done atomic.Int64
}

// rootState says what came of a path that was named.
type rootState struct {
	path   string
	read   atomic.Bool
	failed atomic.Bool
}

func newScan(p *program, c *Config, e *engine, out format, failOn event.Severity) (*scan, error) {
	s := &scan{program: p, config: c, engine: e, failOn: failOn, tally: newTally()}
	var err error
	s.seq, err = detect.NewSequencer(e.stateful(), c.Detect.Sequencer)
	if err != nil {
		return nil, err
	}
	s.out = newFindingWriter(p.Stdout, out)
	s.turns = newTurns(s.emit, parkedBytes)
	s.stats.begin()
	s.stats.Rules = e.ruleCount()
	return s, nil
}

// task is an input with its place in the order of output.
type task struct {
	turn  int
	input file.Input
}

// run scans paths and writes what is found, in the order of the inputs.
func (s *scan) run(ctx context.Context, paths []string) error {
	stop := s.showProgress()
	err := s.readAll(ctx, paths)
	stop()
	if err == nil {
		err = s.finish()
	}
	if err != nil {
		return err
	}
	return s.verdict()
}

// readAll hands the inputs to the workers.
func (s *scan) readAll(ctx context.Context, paths []string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.roots = make([]rootState, len(paths))
	for i, p := range paths {
		s.roots[i].path = p
	}
	tasks := make(chan task)
	s.jobs = make(chan *batch, s.config.Scan.Workers)
	var workers, readers sync.WaitGroup
	for range s.config.Scan.Workers {
		readers.Add(1)
		workers.Go(func() {
			w := newScanWorker(s)
			w.work(ctx, cancel, tasks)
			readers.Done()
			for b := range s.jobs { // of those who still read
				w.process(b)
			}
		})
	}
	err := s.walk(ctx, paths, tasks)
	close(tasks)
	readers.Wait()
	close(s.jobs)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (s *scan) walk(ctx context.Context, paths []string, tasks chan<- task) error {
	turn := 0
	send := func(in file.Input) error {
		s.inputs.Add(1)
		select {
		case tasks <- task{turn, in}:
			turn++
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for i, p := range paths {
		if p == "-" {
			if err := send(s.standardInput(i)); err != nil {
				return err
			}
			continue
		}
		for _, walk := range walkers() {
			err := walk(ctx, []string{p}, func(in file.Input) error { in.Root = i; return send(in) })
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// standardInput is the input that a dash names.
func (s *scan) standardInput(root int) file.Input {
	return file.Input{Root: root, Path: "-", Each: func(_ context.Context, use func(file.Stream) error) error {
		return use(file.Stream{Path: "-", Reader: s.Stdin})
	}}
}

// scanWorker reads inputs, one after another.
type scanWorker struct {
	*scan
	event      *event.Event
	inspectors []detect.Inspector
	results    detect.Results
	part       part
	task       task
}

func newScanWorker(s *scan) *scanWorker {
	return &scanWorker{scan: s, event: event.New(s.engine.fields), inspectors: s.engine.inspectors()}
}

// work reads inputs, and judges batches of others, until there are no more
// inputs.
func (w *scanWorker) work(ctx context.Context, cancel context.CancelCauseFunc, tasks <-chan task) {
	for {
		select {
		case t, ok := <-tasks:
			if !ok {
				return
			}
			if err := w.run(ctx, t); err != nil {
				cancel(err)
			}
		case b := <-w.jobs:
			w.process(b)
		}
	}
}

// run reads the task's input. Its errors are those that end the scan.
func (w *scanWorker) run(ctx context.Context, t task) error {
	defer w.done.Add(1)
	w.task = t
	err := t.input.Err
	if err == nil {
		err = t.input.Each(ctx, func(in file.Stream) error { return w.stream(ctx, in) })
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if fatal, ok := errors.AsType[*fatalError](err); ok {
		return fatal.err
	}
	if err != nil {
		w.unread(t.input.Path, err)
	}
	return w.turns.end(ctx, t.turn, w.part.take())
}

// fatalError ends the scan: output that cannot be written, an interrupt.
type fatalError struct{ err error }

// Error returns the cause's text.
func (e *fatalError) Error() string { return e.err.Error() }

// unread counts and names an input that cannot be read.
func (w *scanWorker) unread(path string, err error) {
	if errors.Is(err, file.ErrSkipped) {
		w.part.notef("%s: skipped: %v", path, err)
		return
	}
	w.unreadable.Add(1)
	w.roots[w.task.input.Root].failed.Store(true)
	var p *fs.PathError
	if errors.As(err, &p) && p.Path == path {
		err = p.Err
	}
	w.part.notef("%s: cannot be read: %v", path, err)
}

// stream reads one stream to its end. Its errors are fatal ones.
func (w *scanWorker) stream(ctx context.Context, in file.Stream) error {
	err := w.readStream(ctx, in)
	if err == nil {
		err = w.flush(ctx, &w.part) // an archive may have any number of members that only give notes
	}
	if err != nil {
		return &fatalError{err}
	}
	return nil
}

func (w *scanWorker) readStream(ctx context.Context, in file.Stream) error {
	if in.Err != nil {
		w.unread(in.Path, in.Err)
		return nil //nolint:nilerr // it is told, and the rest is read
	}
	counted := &countingReader{r: in.Reader, n: &w.bytes}
	records, err := normalize.Open(counted, w.engine.stream)
	if err != nil {
		w.unread(in.Path, err)
		return nil
	}
	n, err := normalize.New(w.engine.formats, w.engine.format)
	if err != nil {
		return err
	}
	r := &reading{scanWorker: w, own: judging{in: in, root: &w.roots[w.task.input.Root], normalizer: n, part: w.part.take()}}
	err = r.all(ctx, records)
	w.part = r.own.part
	if r.broken != nil {
		w.unread(in.Path, r.broken)
	}
	if bad := &r.own.bad; bad.count > 0 {
		bad.path = in.Path
		w.unreadable.Add(int64(bad.count))
		r.own.root.failed.Store(true)
		w.part.notef("%s", bad.String())
	}
	return err
}

// flush asks to write once there is much to write.
func (w *scanWorker) flush(ctx context.Context, p *part) error {
	if !p.full() {
		return nil
	}
	return w.turns.write(ctx, w.task.turn, p.take())
}

// keep writes a finding into a part.
func (s *scan) keep(f *event.Finding, p *part) {
	s.findings.Add(1)
	s.tally.add(f, s.failOn)
	if p.text == nil {
		p.text = s.spares.take()
	}
	p.text = s.out.append(p.text, f)
}

// emit writes a part whose turn it is; the sequencer sees observations in the
// order of the inputs, so that it does not matter who was faster.
func (s *scan) emit(p part) error {
	for _, n := range p.notes {
		fmt.Fprintf(s.Stderr, "gambeson: %s\n", printable(n))
	}
	if err := s.out.write(p.text); err != nil {
		return err
	}
	s.spares.give(p.text)
	var out detect.Results
	for _, o := range p.observations {
		s.seq.Add(o, &out)
	}
	return s.emitResults(&out)
}

func (s *scan) emitResults(out *detect.Results) error {
	var p part
	for _, f := range out.Findings {
		s.keep(f, &p)
	}
	return s.out.write(p.text)
}

// finish judges what waits for the end of the input and ends the output.
func (s *scan) finish() error {
	var out detect.Results
	s.seq.Drain(&out)
	if err := s.emitResults(&out); err != nil {
		return err
	}
	s.stats.end(s)
	if err := s.out.close(); err != nil {
		return err
	}
	return s.summarize()
}

// verdict turns what was seen into the exit code.
func (s *scan) verdict() error {
	for i := range s.roots {
		if r := &s.roots[i]; r.failed.Load() && !r.read.Load() {
			return &exitError{code: exitIO, err: fmt.Errorf("nothing in %s could be read", r.path)}
		}
	}
	if s.tally.failed > 0 {
		return checkFailed()
	}
	return nil
}
