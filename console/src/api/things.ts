// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// The API's things, as far as the page reads them: docs/reference/openapi.json.

export type Severity = 'unknown' | 'informational' | 'low' | 'medium' | 'high' | 'critical' | 'fatal';
export type State = 'new' | 'acknowledged' | 'closed';
export type Verdict = 'true_positive' | 'false_positive' | 'benign' | 'suspicious' | 'test' | 'duplicate' | 'insufficient_data';

export interface CaseEntity {
  kind: string;
  value: string;
  findings: number;
}

export interface Case {
  id: string;
  title: string;
  severity: Severity;
  state: State;
  verdict?: Verdict;
  reason?: string;
  assignee?: string;
  merged_into?: string;
  first: string;
  last: string;
  opened: string;
  updated: string;
  version: number;
  findings: number;
  techniques: string[];
  analytics: string[];
  sources: string[];
  entities: CaseEntity[];
}

export interface Entry {
  at: string;
  actor: string;
  action: string;
  reason?: string;
  text?: string;
}

export interface FindingEntity {
  kind: string;
  role: string;
  value: string;
}

export interface Evidence {
  event: string;
  source: string;
  record?: number;
}

export interface Reason {
  field?: string;
  value?: string;
  /** asked is what the rule asks of it, in words. */
  asked?: string;
}

export interface Link {
  kind: string;
  value: string;
  case: string;
}

export interface Finding {
  id: string;
  case?: string;
  title: string;
  message?: string;
  /** reasons are the conditions that decided, one by one; absent from an older server. */
  reasons?: Reason[];
  severity: Severity;
  state: State;
  verdict?: Verdict;
  reason?: string;
  analytic: { uid: string; name: string; version: string; type: string };
  techniques: string[];
  first: string;
  last: string;
  recorded: string;
  assignee?: string;
  expires?: string;
  version: number;
  evidence: Evidence[];
  entities: FindingEntity[];
  links: Link[];
}

export interface List<T> {
  items: T[];
  next?: string;
}

export interface Self {
  name: string;
  tenant: string;
  scopes: string[];
  permissions: string[];
  expires?: string;
}

/** Edit is what is done to all of what fits; what is absent stays as it is. */
export interface Edit {
  state?: State;
  verdict?: Verdict;
  reason?: string;
  expires?: string;
  assignee?: string;
  note?: string;
}

/** BulkChange says what a change of many did. */
export interface BulkChange {
  undo?: string;
  count: number;
  /** skipped counts by reason: closed, acknowledged, open, merged, not_found. */
  skipped: Record<string, number>;
  restored?: number;
}

export interface Activity {
  records: number;
  bytes: number;
  refused?: Record<string, number>;
  seen?: string;
  silent: boolean;
}

export interface Source {
  name: string;
  format?: string;
  ranges: string[];
  created: string;
  revoked?: string;
  activity?: Activity;
}

export interface DeadLetter {
  id: string;
  source: string;
  format?: string;
  class: string;
  message: string;
  bytes: number;
  received: string;
  state: 'waiting' | 'replayed' | 'dropped';
  text?: string;
  data?: string;
}

export interface HealthReport {
  status: 'ok' | 'warn' | 'down';
  checks: { name: string; status: 'ok' | 'warn' | 'down'; detail?: string }[];
  time: string;
}

export interface Facet {
  kind?: string;
  value: string;
  name?: string;
  count: number;
}

export interface Facets {
  by: string;
  top: Facet[];
  more: number;
  rest: number;
  total: number;
}
