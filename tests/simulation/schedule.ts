import { Random } from "./random";

/** One thing that goes wrong, or that somebody does. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: "kill" | "stop"; readonly worker: number; readonly forMs: number }
  | { readonly kind: "database_down" | "database_hang"; readonly forMs: number }
  | { readonly kind: "database_failover"; readonly lostMs: number }
  /** As a failover; this worker goes on with the old primary, as if nothing had happened. */
  | { readonly kind: "split_brain"; readonly lostMs: number; readonly worker: number; readonly forMs: number }
  | { readonly kind: "commit_unknown"; readonly forMs: number }
  | { readonly kind: "database_clock"; readonly byMs: number }
  | { readonly kind: "worker_clock"; readonly worker: number; readonly byMs: number }
  | { readonly kind: "plane_hang"; readonly target: number; readonly forMs: number }
  | { readonly kind: "plane_restart"; readonly target: number }
  | { readonly kind: "lowered_by_hand"; readonly target: number }
  | { readonly kind: "metrics_dark"; readonly forMs: number }
  | { readonly kind: "slow_network"; readonly worker: number; readonly forMs: number; readonly latencyMs: number }
  | { readonly kind: "partition"; readonly worker: number; readonly forMs: number }
  | { readonly kind: "person"; readonly target: number; readonly command: "pause" | "resume" | "abort" | "promote" }
);

/** Everything that a run depends on. */
export interface Schedule {
  readonly seed: number;
  /** When the canary of each target turns bad; null: never. */
  readonly badFromMs: readonly (number | null)[];
  readonly onBlind: "pause" | "rollback";
  readonly faults: readonly Fault[];
}

/** How long things go wrong; after that the world is left in peace and must come to rest. */
export const faultyMs = 9_000;
export const targetCount = 2;
export const workerCount = 2;

/** A moment for the next fault, and what it is to be. */
interface Chance {
  readonly random: Random;
  readonly atMs: number;
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed);
  const { faults, badFromMs } = random.isSo(0.5) ? evenly(random) : inSwarm(random);
  const inOrder = faults.toSorted((one, other) => one.atMs - other.atMs);
  return { seed, badFromMs, onBlind: random.one(["pause", "rollback"] as const), faults: inOrder };
}

type Drawn = Pick<Schedule, "badFromMs" | "faults">;

/** A few faults of every kind, at moments that have nothing to do with each other. */
function evenly(random: Random): Drawn {
  const kinds = Object.values(makers);
  const badFromMs = badOnes(random, 500, 8_000);
  const count = random.whole(1, 7);
  return {
    badFromMs,
    faults: Array.from({ length: count }, () => faultOf(random, kinds, random.whole(300, faultyMs))),
  };
}

/**
 * Many faults of a few kinds, most of them close together and where the canary turns bad: one kind that hits the owner, one
 * the database, one the data plane, and some more. What takes three faults within two seconds hardly ever comes of an
 * even choice (swarm testing: Groce et al., ISSTA 2012).
 */
function inSwarm(random: Random): Drawn {
  const widthMs = random.one([1_500, 3_000, 6_000]);
  const fromMs = random.whole(300, faultyMs - widthMs);
  const badFromMs = badOnes(random, fromMs, Math.min(fromMs + widthMs, 8_000));
  const kinds = [...families.map((family) => makers[random.one(family)])];
  for (let more = random.whole(0, 2); more > 0; more -= 1) kinds.push(random.one(Object.values(makers)));
  const count = random.whole(3, 8);
  const faults = Array.from({ length: count }, () => faultOf(random, kinds, random.whole(fromMs, fromMs + widthMs)));
  return { badFromMs, faults };
}

function badOnes(random: Random, fromMs: number, toMs: number): (number | null)[] {
  return Array.from({ length: targetCount }, () => (random.isSo(0.6) ? random.whole(fromMs, toMs) : null));
}

/** By what they hit: an owner, the database, a data plane. */
const families: readonly (readonly Fault["kind"][])[] = [
  ["kill", "stop", "slow_network", "partition"],
  ["database_down", "database_hang", "database_failover", "split_brain", "commit_unknown"],
  ["plane_hang", "plane_restart", "lowered_by_hand"],
];

function faultOf(random: Random, kinds: readonly ((chance: Chance) => Fault)[], atMs: number): Fault {
  return random.one(kinds)({ random, atMs });
}

const workerOf = ({ random }: Chance): number => random.whole(0, workerCount - 1);
const targetOf = ({ random }: Chance): number => random.whole(0, targetCount - 1);
const timeOf = ({ random }: Chance): number => random.one([300, 1_000, 2_600, 4_000]);

const makers: Readonly<Record<Fault["kind"], (chance: Chance) => Fault>> = {
  kill: (chance) => ({ kind: "kill", atMs: chance.atMs, worker: workerOf(chance), forMs: timeOf(chance) }),
  stop: ({ random, atMs }) => ({
    kind: "stop",
    atMs,
    worker: workerOf({ random, atMs }),
    forMs: random.one([500, 3_000, 5_000]),
  }),
  database_down: (chance) => ({ kind: "database_down", atMs: chance.atMs, forMs: timeOf(chance) }),
  database_hang: (chance) => ({ kind: "database_hang", atMs: chance.atMs, forMs: timeOf(chance) }),
  database_failover: ({ random, atMs }) => ({ kind: "database_failover", atMs, lostMs: random.one([0, 300, 1_000]) }),
  split_brain: ({ random, atMs }) => ({
    kind: "split_brain",
    atMs,
    lostMs: random.one([0, 300, 1_000]),
    worker: workerOf({ random, atMs }),
    forMs: random.one([3_000, 5_000]),
  }),
  commit_unknown: ({ random, atMs }) => ({ kind: "commit_unknown", atMs, forMs: random.one([100, 500]) }),
  database_clock: ({ random, atMs }) => ({
    kind: "database_clock",
    atMs,
    byMs: random.one([3_600_000, -7_200_000, 3_000]),
  }),
  worker_clock: ({ random, atMs }) => ({
    kind: "worker_clock",
    atMs,
    worker: workerOf({ random, atMs }),
    byMs: random.one([3_600_000, -7_200_000]),
  }),
  plane_hang: (chance) => ({ kind: "plane_hang", atMs: chance.atMs, target: targetOf(chance), forMs: timeOf(chance) }),
  plane_restart: (chance) => ({ kind: "plane_restart", atMs: chance.atMs, target: targetOf(chance) }),
  lowered_by_hand: (chance) => ({ kind: "lowered_by_hand", atMs: chance.atMs, target: targetOf(chance) }),
  metrics_dark: (chance) => ({ kind: "metrics_dark", atMs: chance.atMs, forMs: timeOf(chance) }),
  slow_network: ({ random, atMs }) => ({
    kind: "slow_network",
    atMs,
    worker: workerOf({ random, atMs }),
    forMs: timeOf({ random, atMs }),
    latencyMs: random.one([150, 700, 1_400]),
  }),
  partition: ({ random, atMs }) => ({
    kind: "partition",
    atMs,
    worker: workerOf({ random, atMs }),
    forMs: random.one([1_000, 4_000]),
  }),
  person: ({ random, atMs }) => ({
    kind: "person",
    atMs,
    target: targetOf({ random, atMs }),
    command: random.one(["pause", "resume", "abort", "promote"] as const),
  }),
};
