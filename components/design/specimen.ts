import type { ChartSeries } from "@/components/charts/chart-data";
import type { RailStep } from "@/components/charts/rail-step";
import type { Status } from "@/components/feedback/status";

/* Invented data for the gallery, the same on each visit: a fixed generator, and times relative to the visit. */

const minute = 60_000;

/** Numbers between 0 and 1 that only depend on the seed (mulberry32). */
export function specimenNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface SeriesShape {
  readonly id: string;
  readonly label: string;
  readonly base: number;
  readonly noise: number;
  readonly seed: number;
  readonly role?: "baseline" | "main";
  /** Added from this index on. */
  readonly rise?: { readonly from: number; readonly by: number };
  readonly gap?: readonly [number, number];
  readonly start?: number;
}

export function specimenSeries(nowMs: number, shape: SeriesShape): ChartSeries {
  const random = specimenNumbers(shape.seed);
  const endMs = Math.floor(nowMs / 15_000) * 15_000;
  const points = Array.from({ length: 80 }, (_, index) => {
    const rise =
      shape.rise && index >= shape.rise.from ? shape.rise.by * Math.min(1, (index - shape.rise.from + 1) / 4) : 0;
    const value = Math.max(0, shape.base + rise + (random() - 0.5) * 2 * shape.noise);
    const isGap = (shape.gap && index >= shape.gap[0] && index <= shape.gap[1]) || index < (shape.start ?? 0);
    return { atMs: endMs - (79 - index) * 15_000, value: isGap ? null : value };
  });
  return { id: shape.id, label: shape.label, points, role: shape.role ?? "main" };
}

export function specimenSteps(nowMs: number): readonly RailStep[] {
  return [
    { id: "1", trafficPercent: 1, state: "done", bakeMs: 2 * minute },
    { id: "2", trafficPercent: 5, state: "done", bakeMs: 5 * minute },
    {
      id: "3",
      trafficPercent: 25,
      state: "current",
      bakeMs: 5 * minute,
      bakingSinceMs: nowMs - 200_000,
      approval: "required",
    },
    { id: "4", trafficPercent: 50, state: "next", bakeMs: 10 * minute },
    { id: "5", trafficPercent: 100, state: "next", bakeMs: 10 * minute },
  ];
}

export const specimenWaitingSteps: readonly RailStep[] = [
  { id: "1", trafficPercent: 5, state: "done", bakeMs: 5 * minute, approval: "granted", approvedBy: "Ada Wong" },
  { id: "2", trafficPercent: 25, state: "current", bakeMs: 5 * minute, bakedMs: 5 * minute, approval: "waiting" },
  { id: "3", trafficPercent: 100, state: "next", bakeMs: 10 * minute },
];

export const specimenFailedSteps: readonly RailStep[] = [
  { id: "1", trafficPercent: 1, state: "done", bakeMs: 2 * minute },
  { id: "2", trafficPercent: 10, state: "failed", bakeMs: 5 * minute, note: "Taken back after 41 s: 7.2 % errors" },
  { id: "3", trafficPercent: 50, state: "skipped", bakeMs: 5 * minute },
  { id: "4", trafficPercent: 100, state: "skipped", bakeMs: 10 * minute },
];

export interface SpecimenRow {
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  readonly status: Status;
  readonly word: string;
  readonly setPercent: number;
  readonly observedPercent: number | null;
  readonly errorTrend: readonly (number | null)[];
  readonly startedMsAgo: number;
}

export const specimenRows: readonly SpecimenRow[] = [
  row("checkout", "4.12.0", "production", ["progressing", "Baking"], [25, 24.7], 11),
  row("catalog", "2.3.1", "production", ["waiting", "Waiting for approval"], [50, 49.8], 42),
  row("payments", "9.0.4", "staging", ["at_risk", "Inconclusive"], [10, 13.6], 7),
  row("search", "1.44.0", "production", ["failed", "Rolled back"], [0, 0], 96),
  row("accounts", "6.2.0", "production", ["healthy", "Completed"], [100, 100], 180),
  row("notifications", "3.8.2", "testing", ["no_data", "Blind"], [5, null], 3),
  row("inventory", "5.0.0", "staging", ["neutral", "Queued"], [0, 0], 1),
];

function row(
  service: string,
  version: string,
  environment: string,
  [status, word]: readonly [Status, string],
  [setPercent, observedPercent]: readonly [number, number | null],
  minutesAgo: number,
): SpecimenRow {
  const random = specimenNumbers(service.length * 977);
  const errorTrend = Array.from({ length: 24 }, (_, index) =>
    status === "no_data" && index > 9 && index < 16 ? null : 1 + random() + (status === "failed" && index > 16 ? 4 : 0),
  );
  return {
    id: `${service}-${version}`,
    service,
    version,
    environment,
    status,
    word,
    setPercent,
    observedPercent,
    errorTrend,
    startedMsAgo: minutesAgo * minute,
  };
}
