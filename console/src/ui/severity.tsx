// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import type { Severity } from '../api/types.ts';

/** severities from the gravest on. */
export const severities: readonly Severity[] = ['fatal', 'critical', 'high', 'medium', 'low', 'informational', 'unknown'];

/** rank orders severities: the gravest is the highest. */
export const rank = (s: Severity): number => severities.length - severities.indexOf(s);

/** outline is the form that a severity's marks have, in a field of 14. */
export const outline = (s: Severity): string => shapes[s];

// Each has its own outline, so that it is told from the others without colour and at a glance.
const shapes: Record<Severity, string> = {
  fatal: 'M4.2 1h5.6L13 4.2v5.6L9.8 13H4.2L1 9.8V4.2z',
  critical: 'M4.2 1h5.6L13 4.2v5.6L9.8 13H4.2L1 9.8V4.2z',
  high: 'M7 1.2 13.2 12.4H.8z',
  medium: 'M7 .8 13.2 7 7 13.2.8 7z',
  low: 'M2.2 2.2h9.6v9.6H2.2z',
  informational: 'M7 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 7 1.6z',
  unknown: 'M7 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 7 1.6z',
};

/** tone is the token that a severity's colour has. */
export const tone = (s: Severity): string => (s === 'fatal' ? 'critical' : s === 'unknown' ? 'informational' : s);

/** Shape is a severity's mark: colour and outline. */
export function Shape({ severity, size = 12 }: { severity: Severity; size?: number }) {
  const hollow = severity === 'informational' || severity === 'unknown';
  return (
    <svg className={`shape tone-${tone(severity)}`} width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      <path d={shapes[severity]} fill={hollow ? 'none' : 'currentColor'} stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
    </svg>
  );
}

/** SeverityMark is shape and word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={`severity tone-${tone(severity)}`}>
      <Shape severity={severity} />
      <span>{severity === 'informational' ? 'info' : severity}</span>
    </span>
  );
}
