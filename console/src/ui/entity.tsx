// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { createContext, useContext } from 'react';
import { Popover } from '@base-ui/react/popover';
import { middle, Untrusted } from './text.tsx';
import { toast } from './toasts.tsx';

/** EntityActions is what can be done with an entity on the page that shows it. */
export interface EntityActions {
  filter: (kind: string, value: string, out: boolean) => void;
  pivot: (kind: string, value: string) => void;
}

export const EntityContext = createContext<EntityActions | null>(null);

const glyphs: Record<string, string> = {
  user: 'M7 7a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 7 7zM2 12.4c0-2.6 2.2-4 5-4s5 1.4 5 4',
  host: 'M1.5 2.5h11v7h-11zM4.5 12h5M7 9.5V12',
  address: 'M7 12.6a5.6 5.6 0 1 0 0-11.2 5.6 5.6 0 0 0 0 11.2zM1.4 7h11.2M7 1.4c3.4 3.4 3.4 7.8 0 11.2M7 1.4c-3.4 3.4-3.4 7.8 0 11.2',
  workload: 'M7 1.5 12 4v6l-5 2.5L2 10V4zM2 4l5 2.5L12 4M7 6.5v6',
  cloud_resource: 'M4 11a2.7 2.7 0 0 1-.3-5.4A3.4 3.4 0 0 1 10.2 5a3 3 0 0 1 .3 6z',
  process: 'M2 2.5h10v9H2zM4.5 5.5 6.5 7l-2 1.5M7.5 9h2',
  file: 'M3 1.5h5L11 4.5v8H3zM8 1.5v3h3',
  api: 'M5 3 1.5 7 5 11M9 3l3.5 4L9 11',
};

export function Glyph({ kind }: { kind: string }) {
  return (
    <svg className="glyph" width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round">
      <path d={glyphs[kind] ?? 'M2 2h10v10H2z'} />
    </svg>
  );
}

async function copy(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
    toast({ text: 'Copied', tone: 'okay' });
  } catch {
    toast({ text: 'The browser does not let this page copy: mark the text and copy it', tone: 'fail' });
  }
}

/** Entity is somebody or something, with what can be done with it. In grids it takes no place in the order of Tab. */
export function Entity({ kind, value, role, grid = false }: { kind: string; value: string; role?: string | undefined; grid?: boolean }) {
  const actions = useContext(EntityContext);
  const word = kind.replace('_', ' ');
  return (
    <Popover.Root>
      <Popover.Trigger openOnHover delay={350} className="entity" tabIndex={grid ? -1 : 0} onClick={(e) => e.stopPropagation()}>
        <Glyph kind={kind} />
        <span className="unseen">{word} </span>
        <Untrusted text={middle(value, grid ? 30 : 44)} line />
        {role !== undefined && <span className="faint">{role}</span>}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start">
          <Popover.Popup className="popup" initialFocus={false} onClick={(e) => e.stopPropagation()}>
            <Popover.Title className="faint" render={<p />}>{word}{role === undefined ? '' : `, ${role}`}</Popover.Title>
            <p className="mono entity-value"><Untrusted text={value} /></p>
            {actions && <button type="button" className="menu-item" onClick={() => actions.filter(kind, value, false)}>Only what names it</button>}
            {actions && <button type="button" className="menu-item" onClick={() => actions.filter(kind, value, true)}>Without what names it</button>}
            {actions && <button type="button" className="menu-item" onClick={() => actions.pivot(kind, value)}>All findings that name it</button>}
            <button type="button" className="menu-item" onClick={() => void copy(value)}>Copy</button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Id is an identifier, shortened in the middle, copied whole. */
export function Id({ id, label }: { id: string; label: string }) {
  return (
    <button type="button" className="id mono" title={id} onClick={(e) => { e.stopPropagation(); void copy(id); }}>
      <span className="unseen">Copy {label} </span>{middle(id, 11)}
    </button>
  );
}
