// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Broken, Empty } from '../ui/states.tsx';
import { parseSearch, stringifySearch } from './address.ts';
import { Frame } from './frame.tsx';

const root = createRootRoute({
  component: Frame,
  notFoundComponent: () => <Empty page title="There is no such page">The address is wrong, or what it showed has moved. <kbd>g</kbd> <kbd>q</kbd> goes to the queue.</Empty>,
});

const start = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => { throw redirect({ to: '/queue', replace: true }); } });
const queue = createRoute({ getParentRoute: () => root, path: '/queue', component: lazyRouteComponent(() => import('../cases/queue.tsx'), 'Queue') });
const sources = createRoute({ getParentRoute: () => root, path: '/sources', component: lazyRouteComponent(() => import('../ingest/sources/sources.tsx'), 'Sources') });
const letters = createRoute({ getParentRoute: () => root, path: '/deadletters', component: lazyRouteComponent(() => import('../pipeline/deadletters/deadletters.tsx'), 'DeadLetters') });
const health = createRoute({ getParentRoute: () => root, path: '/health', component: lazyRouteComponent(() => import('../telemetry/health/health.tsx'), 'Health') });
const one = createRoute({ getParentRoute: () => root, path: '/cases/$id', component: lazyRouteComponent(() => import('../cases/case.tsx'), 'CasePage') });

/** router is the pages by address. */
export const router = createRouter({
  routeTree: root.addChildren([start, queue, one, sources, letters, health]),
  parseSearch, stringifySearch, defaultPendingMs: 150, defaultErrorComponent: Broken, scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
