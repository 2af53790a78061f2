import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import { difference, lengthMs, momentAfter } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import { runningTime, type Schedule } from "./business-hours";

/**
 * A clock over a promise ("restored within 4 hours of business time"). Events in, clock out: the same set of events gives the same clock
 * in whatever order they came, and a late event gives a new answer from the start.
 */
export type ClockEvent =
  | { readonly kind: "started"; readonly at: Instant }
  | { readonly kind: "stopped"; readonly at: Instant }
  /** Starts over from here, for a subject that came back. */
  | { readonly kind: "reopened"; readonly at: Instant }
  | {
      readonly kind: "paused";
      readonly at: Instant;
      readonly pauseId: string;
      readonly reason: string;
      /** It resumes by itself after this long; null: only by an event. */
      readonly capMs: number | null;
    }
  | { readonly kind: "resumed"; readonly at: Instant; readonly pauseId: string };

export interface ClockRule {
  readonly goalMs: number;
  readonly schedule: Schedule;
}

export interface ClockState {
  readonly state: "not_started" | "running" | "paused" | "stopped";
  readonly startedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  readonly elapsedMs: number;
  /** Running time that pauses took out. */
  readonly pausedMs: number;
  /** When the goal is, or was, reached; null when it never is: an open pause without a cap. */
  readonly dueAt: Instant | null;
  readonly isBreached: boolean;
  readonly pauses: readonly PauseSpan[];
}

export interface PauseSpan extends Period {
  readonly pauseId: string;
  readonly reason: string;
  readonly endedBy: "event" | "cap" | "open" | "stop";
}

/** How far schedules are looked at for a due time: a little first, for most goals are near. */
const horizonsMs = [14, 100, 3 * 366].map((days) => days * 86_400_000);
/** The end of a pause that nothing ends, as far as anybody knows. */
const forever = instant(253_370_764_800_000);

/** What the clock shows at `now`. Events after `now` have not happened yet. */
export function clockAt(events: readonly ClockEvent[], rule: ClockRule, now: Instant): ClockState {
  const happened = [...events].filter((event) => event.at <= now).sort(byTimeThenKind);
  const started = happened.findLast((event) => event.kind === "reopened") ?? happened.find((e) => e.kind === "started");
  if (started === undefined) return notStarted;
  const stop = happened.find((event) => event.kind === "stopped" && event.at >= started.at);
  const end = stop?.at ?? now;
  const pauses = pausesOf(happened, started.at, end, stop !== undefined);
  const running = runningTime(rule.schedule, { from: started.at, to: end });
  const counted = difference(running, pauses);
  const elapsedMs = lengthMs(counted);
  const dueAt = dueTime(rule, started.at, pauses);
  return {
    state: stop ? "stopped" : pauses.some((pause) => pause.endedBy === "open") ? "paused" : "running",
    startedAt: started.at,
    stoppedAt: stop?.at ?? null,
    elapsedMs,
    pausedMs: lengthMs(running) - elapsedMs,
    dueAt,
    isBreached: dueAt !== null && dueAt < end,
    pauses,
  };
}

const notStarted: ClockState = {
  state: "not_started",
  startedAt: null,
  stoppedAt: null,
  elapsedMs: 0,
  pausedMs: 0,
  dueAt: null,
  isBreached: false,
  pauses: [],
};

const rank: Readonly<Record<ClockEvent["kind"], number>> = {
  started: 0,
  reopened: 1,
  resumed: 2,
  paused: 3,
  stopped: 4,
};

function byTimeThenKind(left: ClockEvent, right: ClockEvent): number {
  const byKind = rank[left.kind] - rank[right.kind];
  const id = (event: ClockEvent) => ("pauseId" in event ? event.pauseId : "");
  return left.at - right.at || byKind || (id(left) < id(right) ? -1 : 1);
}

/** Pauses between start and end. One that began after the goal was reached takes nothing back: it lies after the due time. */
function pausesOf(events: readonly ClockEvent[], from: Instant, end: Instant, isStopped: boolean): PauseSpan[] {
  // A pause that begins at this very moment is open already; one that begins with the stop takes nothing out.
  const begins = (at: Instant): boolean => (isStopped ? at < end : at <= end);
  const spans = events.flatMap((event) => (event.kind === "paused" && begins(event.at) ? [spanOf(event, events)] : []));
  return spans.flatMap((span): PauseSpan[] => {
    if (span.endedBy !== "open" && span.to <= from) return [];
    const begin = span.from < from ? from : span.from;
    if (span.endedBy !== "open" && span.to <= end) return [{ ...span, from: begin }];
    return [isStopped ? { ...span, from: begin, to: end, endedBy: "stop" } : { ...span, from: begin, endedBy: "open" }];
  });
}

function spanOf(pause: Extract<ClockEvent, { kind: "paused" }>, events: readonly ClockEvent[]): PauseSpan {
  const resumedAt = events.find(
    (other) => other.kind === "resumed" && other.pauseId === pause.pauseId && other.at >= pause.at,
  )?.at;
  const capAt = pause.capMs === null ? undefined : plusMs(pause.at, pause.capMs);
  const end = endOfPause(resumedAt, capAt) ?? { to: forever, endedBy: "open" as const };
  return { pauseId: pause.pauseId, reason: pause.reason, from: pause.at, ...end };
}

function endOfPause(
  resumedAt: Instant | undefined,
  capAt: Instant | undefined,
): { to: Instant; endedBy: "event" | "cap" } | undefined {
  if (resumedAt !== undefined && (capAt === undefined || resumedAt <= capAt))
    return { to: resumedAt, endedBy: "event" };
  return capAt === undefined ? undefined : { to: capAt, endedBy: "cap" };
}

function dueTime(rule: ClockRule, from: Instant, pauses: readonly PauseSpan[]): Instant | null {
  // A pause that nothing ends takes out all that comes after its beginning.
  const endless = pauses.filter(({ to }) => to === forever).map((pause) => pause.from);
  const last = Math.min(forever, ...endless);
  for (const horizonMs of horizonsMs) {
    const horizon = plusMs(from, horizonMs);
    const running = runningTime(rule.schedule, { from, to: instant(Math.min(last, horizon)) });
    const due = momentAfter(difference(running, pauses), rule.goalMs);
    if (due !== null || last <= horizon) return due;
  }
  return null;
}
