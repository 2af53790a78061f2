import type { Clock } from "@/lib/platform/clock";
import { type Cancel, type Timers, withDeadline } from "@/lib/platform/timers";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  ScalarReading,
  ScalarRequest,
  TelemetrySource,
} from "@/lib/telemetry/port";
import { loopLimits } from "./loop-parts";

/** What one rollout wants to know from one source. */
export interface Wanted {
  readonly counts: CountsRequest | null;
  readonly scalars: readonly ScalarRequest[];
}

interface Line {
  readonly source: TelemetrySource;
  readonly pollMs: number;
  readonly counts: Map<string, CountsRequest>;
  readonly scalars: Map<string, ScalarRequest>;
  readonly countReadings: Map<string, { reading: CountsReading; receivedAtMs: number }>;
  readonly scalarReadings: Map<string, { reading: ScalarReading; receivedAtMs: number }>;
  cancel: Cancel;
  closed: boolean;
}

interface Given {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called for each question whose answer is another one than before. Keys begin with the rollout's id. */
  onNews(key: string): void;
}

const noReadings: ReadonlyMap<string, never> = new Map<string, never>();

/** Is this another sample than the one before? Two blind answers are the same news. */
function isNews(before: CountsReading | ScalarReading | undefined, now: CountsReading | ScalarReading): boolean {
  if (before?.status !== "read" || now.status !== "read") return before?.status !== now.status;
  return before.sampledAt !== now.sampledAt;
}

/** An answer older than this many polls (and at least 2 s) is as good as none. */
const forgetPolls = 6;

/**
 * Polls every source on its own clock, with the questions of all rollouts in one batch, and keeps the latest answers.
 * A tick only looks here, so that a slow source delays nobody.
 */
export function createTelemetryHub({ clock, timers, onNews }: Given) {
  const lines = new Map<string, Line>();

  async function poll(line: Line): Promise<void> {
    const [counts, scalars] = await withDeadline(timers, loopLimits.queryDeadlineMs, (signal) =>
      Promise.all([
        line.counts.size > 0 ? line.source.readCounts([...line.counts.values()], signal) : noReadings,
        line.scalars.size > 0 ? line.source.readScalars([...line.scalars.values()], signal) : noReadings,
      ]),
    );
    keep(counts, line.counts, line.countReadings);
    keep(scalars, line.scalars, line.scalarReadings);
  }

  function keep<R extends CountsReading | ScalarReading>(
    readings: ReadonlyMap<string, R>,
    asked: ReadonlyMap<string, unknown>,
    kept: Map<string, { reading: R; receivedAtMs: number }>,
  ): void {
    const receivedAtMs = clock.monotonicMs();
    for (const [key, reading] of readings) {
      if (!asked.has(key)) continue;
      if (isNews(kept.get(key)?.reading, reading)) onNews(key);
      kept.set(key, { reading, receivedAtMs });
    }
  }

  async function run(line: Line): Promise<void> {
    if (line.closed) return;
    // A source that throws has broken its contract; its old answers grow stale and count as blind.
    await poll(line).catch(() => undefined);
    if (!line.closed) line.cancel = timers.after(line.pollMs, () => void run(line));
  }

  function fresh<R>(line: Line | undefined, found: { reading: R; receivedAtMs: number } | undefined): R | Blind {
    const maxAgeMs = Math.max(2_000, (line?.pollMs ?? 0) * forgetPolls);
    if (found && clock.monotonicMs() - found.receivedAtMs <= maxAgeMs) return found.reading;
    return found
      ? {
          status: "blind",
          cause: "timeout",
          detail: `The source has not answered for ${Math.round(clock.monotonicMs() - found.receivedAtMs)} ms.`,
        }
      : { status: "blind", cause: "no_series", detail: "The source has not been asked yet." };
  }

  return {
    /** The source behind a line, for questions that are asked once. */
    source: (sourceKey: string): TelemetrySource | undefined => lines.get(sourceKey)?.source,

    /** Is there a line to this source? */
    has: (sourceKey: string): boolean => lines.has(sourceKey),

    open(sourceKey: string, source: TelemetrySource, pollMs: number): void {
      const maps = { counts: new Map(), scalars: new Map(), countReadings: new Map(), scalarReadings: new Map() };
      const line: Line = { source, pollMs, ...maps, cancel: () => undefined, closed: false };
      lines.set(sourceKey, line);
      void run(line);
    },

    async close(sourceKey: string): Promise<void> {
      const line = lines.get(sourceKey);
      if (!line) return;
      line.closed = true;
      line.cancel();
      lines.delete(sourceKey);
      await line.source.close().catch(() => undefined);
    },

    /** Ask these questions from the next poll on. */
    want(sourceKey: string, wanted: Wanted): void {
      const line = lines.get(sourceKey);
      if (!line) return;
      if (wanted.counts) line.counts.set(wanted.counts.key, wanted.counts);
      for (const scalar of wanted.scalars) line.scalars.set(scalar.key, scalar);
    },

    /** Ask nothing about this rollout any more. Keys of questions begin with the rollout's id. */
    forget(rolloutId: string): void {
      for (const line of lines.values()) {
        for (const map of [line.counts, line.scalars, line.countReadings, line.scalarReadings]) {
          for (const key of map.keys()) if (key.startsWith(rolloutId)) map.delete(key);
        }
      }
    },

    counts(sourceKey: string, key: string): CountsReading {
      const line = lines.get(sourceKey);
      return fresh(line, line?.countReadings.get(key));
    },

    scalar(sourceKey: string, key: string): ScalarReading {
      const line = lines.get(sourceKey);
      return fresh(line, line?.scalarReadings.get(key));
    },

    keys: (): string[] => [...lines.keys()],
  };
}

export type TelemetryHub = ReturnType<typeof createTelemetryHub>;
