// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

import { useEffect, useMemo, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import type { Finding } from '../api/schema.ts';
import { outline, tone } from '../ui/severity.tsx';
import { clock, useZone } from '../ui/time.tsx';
import { plain, span } from '../ui/text.tsx';
import { moment, place, scaleOf, ticks } from './timeline-scale.ts';
import type { Scale } from './timeline-scale.ts';

interface Props {
  findings: readonly Finding[];
  /** stages are the lanes, and stageOf says in which a finding is. */
  stages: readonly { key: string; name: string }[];
  stageOf: (f: Finding) => string;
  active: string;
  /** brush is what is looked at, of the time at which things happened. */
  brush: { from?: number; to?: number };
  onBrush: (from: number | undefined, to: number | undefined) => void;
  onOpen: (id: string) => void;
}

const label = 132;
const lane = 15;
const axis = 18;

/** Timeline has two clocks: above, when each thing happened, by stage; below, when it was found. A drag looks closer. */
export function Timeline({ findings, stages, stageOf, active, brush, onBrush, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const [drag, setDrag] = useState<{ from: number; to: number }>();
  const [over, setOver] = useState('');
  const [zone] = useZone();
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === 'undefined') return undefined;
    const watch = new ResizeObserver(([e]) => { if (e) setWidth(Math.max(280, Math.floor(e.contentRect.width))); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const left = width < 600 ? 8 : label;
  const marks = useMemo(() => findings.map((f) => ({ f, happened: Date.parse(f.first), found: Date.parse(f.recorded), row: Math.max(0, stages.findIndex((s) => s.key === stageOf(f))) })), [findings, stages, stageOf]);
  const happened = useMemo(() => scaleOf(marks.map((m) => m.happened), left, width - 12), [marks, left, width]);
  const found = useMemo(() => scaleOf(marks.map((m) => m.found), left, width - 12), [marks, left, width]);
  const lanes = stages.length * lane;
  const foundY = axis + lanes + 22;
  const height = foundY + axis + 8;
  const at = (e: PointerEvent<SVGSVGElement>): number => moment(happened, e.clientX - e.currentTarget.getBoundingClientRect().left);
  const up = (): void => {
    if (drag && Math.abs(place(happened, drag.to) - place(happened, drag.from)) > 4) onBrush(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    setDrag(undefined);
  };
  const seen = drag ?? (brush.from !== undefined || brush.to !== undefined ? { from: brush.from ?? happened.from, to: brush.to ?? happened.to } : undefined);
  const shown = marks.find((m) => m.f.id === (over || active));
  const lag = marks.map((m) => m.found - m.happened).toSorted((a, b) => a - b);
  return (
    <figure className="timeline" ref={box}>
      <svg
        width={width} height={height} role="img" aria-label={`Timeline of ${marks.length} findings. The table below has the same, and can be worked by keyboard.`}
        onPointerDown={(e) => { if (e.button === 0) { e.currentTarget.setPointerCapture(e.pointerId); const t = at(e); setDrag({ from: t, to: t }); } }}
        onPointerMove={(e) => { if (drag) setDrag({ from: drag.from, to: at(e) }); }} onPointerUp={up}
      >
        <Axis scale={happened} y={axis - 5} bottom={axis + lanes} zone={zone} word="happened" />
        {stages.map((s, i) => (
          <g key={s.key}>
            {left === label && <text className="lane-name" x={label - 8} y={axis + i * lane + 11} textAnchor="end">{s.name}</text>}
            <line className="lane-line" x1={left} x2={width - 12} y1={axis + i * lane + lane / 2} y2={axis + i * lane + lane / 2} />
          </g>
        ))}
        {seen && <rect className="brush" x={place(happened, Math.min(seen.from, seen.to))} y={axis - 2} width={Math.max(1, Math.abs(place(happened, seen.to) - place(happened, seen.from)))} height={lanes + 4} />}
        {shown && <path className="tie" d={`M${place(happened, shown.happened)} ${axis + shown.row * lane + lane / 2}V${axis + lanes + 4}L${place(found, shown.found)} ${foundY - 6}V${foundY}`} />}
        {marks.map((m) => (
          <Mark key={m.f.id} finding={m.f} x={place(happened, m.happened)} y={axis + m.row * lane + lane / 2} on={m.f.id === active} onOpen={onOpen} onOver={setOver} />
        ))}
        {left === label && <text className="lane-name" x={label - 8} y={foundY + 4} textAnchor="end">Found</text>}
        <line className="lane-line" x1={left} x2={width - 12} y1={foundY} y2={foundY} />
        {marks.map((m) => <Mark key={m.f.id} finding={m.f} x={place(found, m.found)} y={foundY} on={m.f.id === active} onOpen={onOpen} onOver={setOver} small />)}
        <Axis scale={found} y={foundY + axis - 2} bottom={foundY + 5} zone={zone} word="found" />
      </svg>
      <figcaption className="row wrap">
        <span className="faint">
          {lag.length > 0 && <>Found {span(lag[Math.floor(lag.length / 2)] ?? 0)} after it happened (median). </>}
          Drag to look closer; <kbd>[</kbd> and <kbd>]</kbd> begin and end at the active row.
        </span>
        <span className="grow" />
        {seen && !drag && (
          <button type="button" className="button" onClick={() => onBrush(undefined, undefined)}>
            {clock(seen.from, zone, { date: false })} – {clock(seen.to, zone, { date: false })}: show all
          </button>
        )}
      </figcaption>
    </figure>
  );
}

function Axis({ scale, y, bottom, zone, word }: { scale: Scale; y: number; bottom: number; zone: 'utc' | 'local'; word: string }) {
  const all = ticks(scale, Math.max(2, Math.floor((scale.right - scale.left) / 140)));
  const day = (t: number): string => clock(t, zone).slice(5, 10);
  const length = scale.to - scale.from;
  const digits = length < 4000 ? 12 : length < 180_000 ? 8 : 5;
  return (
    <g>
      {all.map((t, i) => (
        <g key={t}>
          {word === 'happened' && <line className="tick" x1={place(scale, t)} x2={place(scale, t)} y1={y + 4} y2={bottom} />}
          <text className="axis" x={place(scale, t)} y={y} textAnchor={i === 0 && place(scale, t) - scale.left < 30 ? 'start' : 'middle'}>
            {i === 0 || day(t) !== day(all[i - 1] ?? t) ? `${day(t)} ` : ''}{clock(t, zone, { date: false, ms: true }).slice(0, digits)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Mark({ finding: f, x, y, on, small = false, onOpen, onOver }: { finding: Finding; x: number; y: number; on: boolean; small?: boolean; onOpen: (id: string) => void; onOver: (id: string) => void }) {
  const size = (small ? 8 : 11) + (on ? 3 : 0);
  const hollow = f.severity === 'informational' || f.severity === 'unknown';
  return (
    <path
      className={`mark tone-${tone(f.severity)}${on ? ' on' : ''}`} d={outline(f.severity)} transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 14})`} fill={hollow ? 'var(--surface-1)' : 'currentColor'}
      onPointerEnter={() => onOver(f.id)} onPointerLeave={() => onOver('')} onPointerDown={(e) => e.stopPropagation()} onClick={() => onOpen(f.id)}
    >
      <title>{`${plain(f.title)}\nhappened ${f.first}\nfound ${f.recorded}`}</title>
    </path>
  );
}
