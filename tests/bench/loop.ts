import { until } from "../support/until";
import { pauseMs } from "./loop/pause";
import { usageOf } from "./loop/process-usage";
import { createLoopWorld, type LoopWorld } from "./loop/world";
import { Random } from "./random";
import { type BenchResult, type Figure, figure, percentile } from "./report";

/**
 * One worker with many active rollouts: how soon after a bad sample can be read is the canary out of traffic, what does
 * that cost, and how does the cost grow? A real database with fsync, real edges, a metrics source that is scraped each
 * second for every service at a moment of its own. Source and edges have processes of their own, so that the CPU and
 * memory that are counted are the worker's alone.
 */
const scrapeMs = 1_000;
const steadyMs = 20_000;
const reactionDeadlineMs = 20_000;
const growthCounts = [100, 1_000, 5_000] as const;

interface Steady {
  readonly cores: number;
  readonly per1000: number;
}

/** What the worker uses while nothing happens but that all rollouts are watched. */
async function measureSteady(world: LoopWorld, open: number): Promise<Steady> {
  const before = usageOf(world.workerPid);
  const sinceMs = performance.now();
  await pauseMs(steadyMs);
  const after = usageOf(world.workerPid);
  const cores = (after.cpuMs - before.cpuMs) / (performance.now() - sinceMs);
  return { cores, per1000: (cores * 1_000) / open };
}

/** Let one version after the other go bad, at random moments; answers how long each took. */
async function measureReactions(world: LoopWorld, trials: number, everyMs: number): Promise<number[]> {
  const random = new Random(2_000);
  const services = world.services.toSorted(() => random.next() - 0.5).slice(0, trials);
  const running: Promise<number>[] = [];
  for (const service of services) {
    running.push(reactionOf(world, service));
    await pauseMs(everyMs * 2 * random.next());
  }
  return Promise.all(running);
}

async function reactionOf(world: LoopWorld, service: string): Promise<number> {
  const { visibleAtMs } = await world.metrics.ask({ kind: "bad", service });
  const { zeroAtMs } = await world.plane.ask({ kind: "awaitZero", service, deadlineMs: reactionDeadlineMs });
  return zeroAtMs === null ? Number.POSITIVE_INFINITY : zeroAtMs - visibleAtMs;
}

async function settled(world: LoopWorld, rollouts: number): Promise<void> {
  const isWatched = async (): Promise<boolean> => (await world.gauge("signalbox_rollouts_open")) >= rollouts;
  await until("every rollout to be watched", isWatched, { deadlineMs: 60_000, everyMs: 250 });
  // Until each has been judged and its first numbers are kept.
  await pauseMs(10_000);
}

interface Measured {
  readonly rollouts: number;
  readonly steady: Steady;
  /** Rollouts that were taken back with nothing wrong with them: a loop that is late loses their holds. */
  readonly falseRollbacks: number;
  readonly peakRssMiB: number;
  /** Transitions that were written down while nothing happened. */
  readonly needlessWrites: number;
  readonly duringCores: number;
  readonly reactionMs: readonly number[];
}

async function measure(rollouts: number, trials: number): Promise<Measured> {
  const startedMs = performance.now();
  const world = await createLoopWorld({ rollouts: rollouts + trials, scrapeMs });
  try {
    await settled(world, rollouts + trials);
    const writtenBefore = await world.countTransitions();
    const steady = await measureSteady(world, rollouts + trials);
    const needlessWrites = (await world.countTransitions()) - writtenBefore;
    const before = usageOf(world.workerPid);
    const sinceMs = performance.now();
    const reactionMs = await measureReactions(world, trials, 100);
    const after = usageOf(world.workerPid);
    const duringCores = (after.cpuMs - before.cpuMs) / (performance.now() - sinceMs);
    const falseRollbacks =
      Math.max(0, rollouts - (await world.countOf("baking"))) + reactionMs.filter((ms) => ms < 0).length;
    console.log(`${rollouts} rollouts: ${Math.round((performance.now() - startedMs) / 1_000)} s`);
    const { peakRssMiB } = after;
    return { rollouts, steady, falseRollbacks, peakRssMiB, needlessWrites, duringCores, reactionMs };
  } finally {
    await world.close();
  }
}

function reactionFigures(measured: Measured): Figure[] {
  const { rollouts, steady, duringCores, reactionMs } = measured;
  const id = `reaction${rollouts}`;
  const isJudged = rollouts === 2_000;
  const note = `n=${reactionMs.length}, from a readable bad sample to weight 0, ${rollouts} other rollouts`;
  const bars = isJudged ? { p99: 250, cores: 1, rss: 512 } : { p99: null, cores: null, rss: null };
  return [
    figure({ id: `${id}.p50Ms`, value: percentile(reactionMs, 0.5), unit: "ms", note }),
    figure({ id: `${id}.p99Ms`, value: percentile(reactionMs, 0.99), unit: "ms", bar: bars.p99, note }),
    figure({ id: `${id}.maxMs`, value: percentile(reactionMs, 1), unit: "ms", note }),
    figure({
      id: `${id}.cpuCores`,
      value: Math.max(steady.cores, duringCores),
      unit: "cores",
      bar: bars.cores,
      note: `the larger of watching (${steady.cores.toFixed(2)}) and taking back (${duringCores.toFixed(2)})`,
    }),
    figure({ id: `${id}.rssMiB`, value: measured.peakRssMiB, unit: "MiB", bar: bars.rss, note: "the peak" }),
    figure({
      id: `${id}.needlessWrites`,
      value: measured.needlessWrites,
      unit: "transitions",
      bar: isJudged ? 0 : null,
      note: "while nothing happens",
    }),
    figure({
      id: `${id}.falseRollbacks`,
      value: measured.falseRollbacks,
      unit: "rollouts",
      bar: isJudged ? 0 : null,
      note: "taken back though nothing was wrong with them",
    }),
  ];
}

/** Cost per thousand, and how much more it is than linear growth would make it, at the worst. */
function growthFigures(measured: readonly Measured[]): Figure[] {
  const costs = measured.map(({ rollouts, steady: { per1000 } }) => ({ rollouts, per1000 }));
  const ratios = costs.flatMap((small, index) => costs.slice(index + 1).map((large) => large.per1000 / small.per1000));
  return [
    ...costs.map(({ rollouts, per1000 }) =>
      figure({ id: `growth.cpuPer1000.at${rollouts}`, value: per1000, unit: "cores", note: "while nothing happens" }),
    ),
    figure({
      id: "growth.cpuPer1000",
      value: Math.max(...ratios),
      unit: "× linear",
      bar: 1.2,
      note: "the worst of any two of these counts",
    }),
  ];
}

/** `npm run bench -- loop`. */
export async function benchLoop(options: { readonly trials: number | null }): Promise<BenchResult> {
  const trials = options.trials ?? 300;
  const main = await measure(2_000, trials);
  const growth: Measured[] = [];
  for (const rollouts of growthCounts) growth.push(await measure(rollouts, Math.min(30, trials)));
  const all = [main, ...growth];
  const raw = all.flatMap(({ rollouts, reactionMs }) => reactionMs.map((ms) => ({ rollouts, reactionMs: ms })));
  return { trials, figures: [...all.flatMap(reactionFigures), ...growthFigures(growth)], raw };
}
