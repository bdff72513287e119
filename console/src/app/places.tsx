// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

/** Place is a page that the rail leads to. Only what works is listed. */
export interface Place {
  group: 'Work' | 'Explore' | 'Content' | 'Estate' | 'Trust';
  title: string;
  to: string;
  /** key goes there after g. */
  key: string;
  needs: 'cases:read' | 'sources:read' | 'deadletters:read' | 'health:read';
  icon: string;
}

export const places: readonly Place[] = [
  { group: 'Work', title: 'Queue', to: '/queue', key: 'q', needs: 'cases:read', icon: 'M1.5 3h11M1.5 7h11M1.5 11h7' },
  { group: 'Estate', title: 'Sources', to: '/sources', key: 's', needs: 'sources:read', icon: 'M2 2h10v3H2zM2 9h10v3H2zM7 5v4M4 3.5h.1M4 10.5h.1' },
  { group: 'Estate', title: 'Dead letters', to: '/deadletters', key: 'd', needs: 'deadletters:read', icon: 'M1.5 3h11v8h-11zM1.5 3 7 7.5 12.5 3' },
  { group: 'Trust', title: 'Health', to: '/health', key: 'h', needs: 'health:read', icon: 'M1 7h3l1.5-4 3 8L10 7h3' },
];
