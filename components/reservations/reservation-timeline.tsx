"use client";

import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import type { ReservationBoard, ReservationView } from "@/lib/reservations/contract";
import { slotWords } from "./reservation-words";
import classes from "./reservations.module.css";

const dayMs = 86_400_000;
const shownDays = 14;

/** Local midnights from today on, one more than days are shown. */
function edgesOf(nowMs: number, zone: string): number[] {
  const today = Date.parse(`${toWallClock(nowMs, zone).slice(0, 10)}T00:00Z`);
  return Array.from({ length: shownDays + 1 }, (_, index) => {
    const day = new Date(today + index * dayMs).toISOString().slice(0, 10);
    return fromWallClock(`${day}T00:00`, zone) ?? today + index * dayMs;
  });
}

function headOf(atMs: number, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric" }).format(atMs);
}

/** Two weeks of an environment: what holds it, and what those that wait are promised, each in a row of its own. */
export function ReservationTimeline({ board }: { readonly board: ReservationBoard }): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const edges = edgesOf(nowMs, zone);
  const from = edges[0] ?? nowMs;
  const to = edges.at(-1) ?? nowMs + dayMs;
  const isShown = ({ slot }: ReservationView) =>
    slot !== null && Date.parse(slot.startsAt) < to && Date.parse(slot.endsAt) > from;
  const rows = [...board.held, ...board.queue].filter(isShown);
  const left = ((nowMs - from) / (to - from)) * 100;
  return (
    <Panel title="Next two weeks" description={`Dashed: promised to those who wait. Times in ${zone}`} isFlush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard. */}
      <section className={classes.scroll} aria-label="Reservations over time" tabIndex={0}>
        <div className={classes.timeline}>
          <div className={classes.days}>
            {edges.slice(0, -1).map((edge) => (
              <span key={edge} className={classes.day}>
                {headOf(edge, zone)}
              </span>
            ))}
          </div>
          {rows.map((one) => (
            <div key={one.id} className={classes.lane}>
              <span className={classes.now} style={{ left: `${left}%` }} aria-hidden="true" />
              <Bar one={one} from={from} to={to} zone={zone} />
            </div>
          ))}
          {rows.length === 0 ? (
            <div className={classes.block}>
              <p>Nobody has reserved it in these days.</p>
            </div>
          ) : null}
        </div>
      </section>
    </Panel>
  );
}

interface BarProps {
  readonly one: ReservationView;
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

function Bar({ one, from, to, zone }: BarProps): ReactNode {
  if (one.slot === null) return null;
  const start = Math.max(from, Date.parse(one.slot.startsAt));
  const end = Math.min(to, Date.parse(one.slot.endsAt));
  const percent = (ms: number) => `${(ms / (to - from)) * 100}%`;
  const label = `${one.purpose}, ${one.holder}, ${slotWords(one.slot, zone)}`;
  return (
    <span
      className={classes.bar}
      data-state={one.state}
      title={label}
      style={{ left: percent(start - from), width: percent(end - start) }}
    >
      {one.purpose}
    </span>
  );
}
