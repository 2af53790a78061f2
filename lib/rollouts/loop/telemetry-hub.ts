import type { Clock } from "@/lib/platform/clock";
import type { Timers } from "@/lib/platform/timers";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  ScalarReading,
  ScalarRequest,
  TelemetrySource,
} from "@/lib/telemetry/port";
import { type Rhythm, TelemetryLine } from "./telemetry-line";

/** What one rollout wants to know from one source. */
export interface Wanted {
  readonly counts: CountsRequest | null;
  readonly scalars: readonly ScalarRequest[];
}

interface Given {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called for each question whose answer is another one than before. Keys begin with the rollout's id. */
  onNews(key: string): void;
}

const unknown: Blind = { status: "blind", cause: "no_series", detail: "The source has not been asked yet." };

/**
 * Asks every source on its own clock, with the questions of all rollouts in one batch, and keeps the latest answers.
 * A tick only looks here, so that a slow source delays nobody.
 */
export function createTelemetryHub(given: Given) {
  const lines = new Map<string, TelemetryLine>();
  /** On which lines a rollout has questions, so that its end costs no more than they do. */
  const linesOf = new Map<string, Set<TelemetryLine>>();

  return {
    /** The source behind a line, for questions that are asked once. */
    source: (sourceKey: string): TelemetrySource | undefined => lines.get(sourceKey)?.source,

    /** Is there a line to this source? */
    has: (sourceKey: string): boolean => lines.has(sourceKey),

    open(sourceKey: string, source: TelemetrySource, rhythm: Rhythm): void {
      lines.set(sourceKey, new TelemetryLine(source, { ...given, rhythm }));
    },

    async close(sourceKey: string): Promise<void> {
      const line = lines.get(sourceKey);
      if (!line) return;
      lines.delete(sourceKey);
      for (const own of linesOf.values()) own.delete(line);
      await line.close();
    },

    /** Ask these questions of a rollout from the next poll on. */
    want(rolloutId: string, sourceKey: string, wanted: Wanted): void {
      const line = lines.get(sourceKey);
      if (!line) return;
      const own = linesOf.get(rolloutId) ?? new Set();
      linesOf.set(rolloutId, own.add(line));
      line.want(wanted.counts, wanted.scalars);
    },

    /** Is any of these questions not answered yet since it was asked first? */
    isPending: (sourceKey: string, wanted: Wanted): boolean =>
      lines.get(sourceKey)?.isPending(wanted.counts, wanted.scalars) ?? false,

    /** Ask nothing about this rollout any more. Keys of questions begin with the rollout's id. */
    forget(rolloutId: string): void {
      for (const line of linesOf.get(rolloutId) ?? []) line.forget(rolloutId);
      linesOf.delete(rolloutId);
    },

    counts(sourceKey: string, key: string): CountsReading {
      const line = lines.get(sourceKey);
      return line?.reading(line.counts.get(key)?.answer) ?? unknown;
    },

    scalar(sourceKey: string, key: string): ScalarReading {
      const line = lines.get(sourceKey);
      return line?.reading(line.scalars.get(key)?.answer) ?? unknown;
    },

    keys: (): string[] => [...lines.keys()],
  };
}

export type TelemetryHub = ReturnType<typeof createTelemetryHub>;
