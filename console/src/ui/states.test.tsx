// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../api/client.ts';
import { Broken, Empty, Failed, Loading, Partial, Stale } from './states.tsx';

afterEach(() => { cleanup(); vi.useRealTimers(); });

test('empty says what would be here', () => {
  render(<Empty title="Nothing waits">Add a source.</Empty>);
  screen.getByRole('heading', { name: 'Nothing waits' });
  screen.getByText('Add a source.');
});

test('loading shows nothing before 150 ms, a skeleton after', () => {
  vi.useFakeTimers();
  const { container, rerender } = render(<Loading what="cases" />);
  expect(container.querySelectorAll('.bone')).toHaveLength(0);
  expect(screen.getByRole('status').textContent).toBe('Loading cases');
  vi.advanceTimersByTime(160);
  vi.useRealTimers();
  rerender(<Loading what="cases" />);
  return vi.waitFor(() => expect(container.querySelectorAll('.bone').length).toBeGreaterThan(0));
});

test('failed says what, since when, what to do, and where it is found', () => {
  const retry = vi.fn();
  render(<Failed what="the cases" error={new ProblemError(500, { detail: 'an error of the server', instance: 'urn:gambeson:request:7' }, undefined)} since={Date.now() - 65_000} retry={retry} />);
  screen.getByRole('heading', { name: 'Cannot show the cases' });
  screen.getByText('an error of the server');
  screen.getByText('Last read 1 min 5 s ago.');
  screen.getByText('urn:gambeson:request:7');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(retry).toHaveBeenCalledOnce();
});

test('forbidden says which permission, and who grants it', () => {
  render(<Failed what="the sources" error={new ProblemError(403, { detail: 'the token "a" has not the permission sources:read' }, undefined)} />);
  screen.getByRole('heading', { name: 'Not allowed to see the sources' });
  screen.getByText(/sources:read\. An administrator grants it/);
});

test('partial and stale say so', () => {
  render(<><Partial>the first 500</Partial><Stale at={Date.now() - 5000} retry={() => undefined} /></>);
  screen.getByText('the first 500');
  screen.getByText(/As of 5 s ago/);
});

test('a page that breaks says that what was sent stands', () => {
  render(<Broken error={new Error('x is not iterable')} />);
  screen.getByText('x is not iterable');
  screen.getByText(/changes that were sent stand/);
});
