import { rollBackTrain } from "@/lib/releases/use-cases/roll-back-train";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { carVersion, createTrainRig, type TrainRig } from "../../support/train-rig";
import { until } from "../../support/until";
import { type BenchResult, type Figure, figure, percentile } from "../report";
import { withDatabase } from "./with-database";

/**
 * Four real services behind HAProxy, each after the one before it, all traffic moved. The third breaks: how long from the decision to take
 * it back until every service that goes back has its old version again, read back from the data planes, and did exactly the closure go?
 * By turns only what depends on it goes back, or the whole train.
 */
const services = ["catalog", "orders", "payments", "checkout"] as const;
const broken = "payments";
const closures = {
  dependents: ["checkout", "payments"],
  train: ["checkout", "payments", "orders", "catalog"],
} as const;
const step = (trafficPercent: number) => ({ trafficPercent, bakeMs: 300, approval: false, minRequests: 3 });

interface Trial {
  readonly reach: keyof typeof closures;
  readonly tookMs: number;
  readonly isExact: boolean;
  readonly isOrdered: boolean;
  /** Answers of a version that had gone back, later than a moment after the end. */
  readonly lateAnswers: number;
}

/** Take back what a trial left in traffic, so that the next one begins where this one did. */
async function clear(rig: TrainRig, id: string): Promise<void> {
  const { wouldGoBack } = await rig.read(id);
  if (wouldGoBack.length === 0) return;
  await rig.run(rollBackTrain, { id, reason: "The next trial" });
  await rig.reach(id, (train) => train.phase === "rolled_back");
}

async function trial(rig: TrainRig, reach: Trial["reach"]): Promise<Trial> {
  const { canary } = rig.car(broken);
  canary.setFaults({ errorRatio: 0 });
  const id = await rig.depart({ reach });
  await rig.reach(id, (train) => train.cars.every(({ at: [here] }) => here?.standing === "moved"), 120_000);
  canary.setFaults({ errorRatio: 1 });
  const back = await rig.reach(id, (train) => train.phase === "rolled_back");
  const endedMs = performance.now();
  const began = new Map<string, number>();
  for (const { service, at } of back.cars) {
    const rollout = await rig.run(getRollout, { id: at[0]?.rollout?.id ?? "" });
    const decided = rollout.snapshots.find(({ phase }) => phase === "rolling_back")?.at;
    if (decided !== undefined) began.set(service.slug, Date.parse(decided));
  }
  const wanted: readonly string[] = closures[reach];
  const gone = wanted.filter((service) => began.has(service));
  // The one that failed goes at once, by its own engine; the others after one another.
  const others = wanted.filter((service) => service !== broken).map((service) => began.get(service) ?? 0);
  await settled(rig);
  const lateAnswers = wanted.reduce((sum, service) => {
    const answers = rig.car(service).load.answers;
    return sum + answers.filter(({ atMs, version }) => version === carVersion && atMs > endedMs + 250).length;
  }, 0);
  const tookMs = Date.parse(back.endedAt ?? "") - (began.get(broken) ?? Number.NaN);
  await clear(rig, id);
  return {
    reach,
    tookMs,
    isExact: gone.length === wanted.length && began.size === wanted.length,
    isOrdered: others.every((at, index) => index === 0 || at >= (others[index - 1] ?? 0)),
    lateAnswers,
  };
}

/** A second of users after the end: enough to see whether a version that went back still answers. */
async function settled(rig: TrainRig): Promise<void> {
  const load = rig.car(broken).load;
  const wanted = load.answers.length + 40;
  await until("users after the rollback", async () => load.answers.length >= wanted, { deadlineMs: 30_000 });
}

function figuresOf(trials: readonly Trial[]): Figure[] {
  const times = trials.map(({ tookMs }) => tookMs);
  const wrong = trials.filter(({ isExact, isOrdered }) => !isExact || !isOrdered).length;
  const note = `n=${trials.length}, from the decision to all traffic stable, by turns what depends on it and the whole train`;
  return [
    figure({ id: "trainRollback.p50Ms", value: percentile(times, 0.5), unit: "ms", note }),
    figure({ id: "trainRollback.p95Ms", value: percentile(times, 0.95), unit: "ms", bar: 10_000, note }),
    figure({ id: "trainRollback.wrongClosures", value: wrong, unit: "trials", bar: 0 }),
    figure({
      id: "trainRollback.lateAnswers",
      value: trials.reduce((sum, { lateAnswers }) => sum + lateAnswers, 0),
      unit: "answers",
      bar: 0,
      note: "of versions that had gone back",
    }),
  ];
}

/** One part of `npm run bench -- releases`. */
export async function benchTrainRollback(options: { readonly trials: number | null }): Promise<BenchResult> {
  const count = options.trials ?? 20;
  return withDatabase(async ({ url: databaseUrl }) => {
    const plan = { steps: [step(50), step(100)], warmMs: 600_000, triggers: { latency: { enabled: false } } };
    const rig = await createTrainRig({ databaseUrl, services, plan });
    const trials: Trial[] = [];
    try {
      for (let index = 0; index < count; index += 1) {
        trials.push(await trial(rig, index % 2 === 0 ? "dependents" : "train"));
      }
    } finally {
      await rig.close();
    }
    return { trials: count, figures: figuresOf(trials), raw: trials.map((one) => ({ part: "trainRollback", ...one })) };
  });
}
