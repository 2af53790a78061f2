import { type Instant, instant } from "@/lib/kernel/instant";

/** A stage of a release's way: it ran, or it was waited for. */
export interface WaterfallStage {
  readonly key: string;
  readonly name: string;
  /** build, test, review, approve, data_preparation, deploy, other. */
  readonly kind: string;
  readonly state: string;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly url: string | null;
}

export interface WaterfallBar {
  readonly key: string;
  readonly name: string;
  /** The kind of the stage, or `waiting`: nothing ran. */
  readonly kind: string;
  readonly state: string;
  readonly from: Instant;
  /** Null while it runs. */
  readonly to: Instant | null;
  readonly durationMs: number | null;
  readonly url: string | null;
}

export interface Waterfall {
  readonly bars: readonly WaterfallBar[];
  readonly from: Instant;
  readonly to: Instant;
  /** Key of the bar that took longest of those that have ended; null when none has. */
  readonly bottleneck: string | null;
  /** Stages that were told without a time at which they began. */
  readonly withoutTimes: readonly string[];
}

/** Gaps shorter than this are the machinery's own. */
const shortestWaitMs = 1_000;

/** The way of a release as bars in time, with the waits between them; null when no stage has a time. */
export function waterfallOf(stages: readonly WaterfallStage[]): Waterfall | null {
  const timed = stages
    .flatMap((stage) => bar(stage) ?? [])
    .sort((left, right) => left.from - right.from || byKey(left, right));
  const [first] = timed;
  if (!first) return null;
  const bars: WaterfallBar[] = [];
  let reached: number = first.from;
  for (const one of timed) {
    if (one.from - reached >= shortestWaitMs) bars.push(waiting(instant(reached), one));
    bars.push(one);
    reached = Math.max(reached, one.to ?? Number.POSITIVE_INFINITY);
  }
  const ends = bars.map(({ from, to }) => to ?? from);
  return {
    bars,
    from: first.from,
    to: instant(Math.max(...ends)),
    bottleneck: longestOf(bars),
    withoutTimes: stages.filter((stage) => bar(stage) === null).map(({ name }) => name),
  };
}

function bar(stage: WaterfallStage): WaterfallBar | null {
  const { key, name, kind, state, url } = stage;
  // An approval is waited for since it was asked; what runs, since it began.
  const from = kind === "approve" ? (stage.queuedAt ?? stage.startedAt) : stage.startedAt;
  if (from === null || (stage.finishedAt !== null && stage.finishedAt < from)) return null;
  const to = stage.finishedAt;
  return { key, name, kind, state, url, from, to, durationMs: to === null ? null : to - from };
}

function waiting(from: Instant, next: WaterfallBar): WaterfallBar {
  const name = `Waiting for ${next.name}`;
  const durationMs = next.from - from;
  return {
    key: `wait:${next.key}`,
    name,
    kind: "waiting",
    state: "succeeded",
    from,
    to: next.from,
    durationMs,
    url: null,
  };
}

function longestOf(bars: readonly WaterfallBar[]): string | null {
  let longest: WaterfallBar | null = null;
  for (const one of bars) if ((one.durationMs ?? 0) > (longest?.durationMs ?? 0)) longest = one;
  return longest?.key ?? null;
}

function byKey(left: WaterfallBar, right: WaterfallBar): number {
  return left.key < right.key ? -1 : 1;
}
