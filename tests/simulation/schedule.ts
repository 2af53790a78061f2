import { Random } from "./random";

/** One thing that goes wrong, or that somebody does. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: "kill" | "stop"; readonly worker: number; readonly forMs: number }
  | { readonly kind: "database_down" | "database_hang"; readonly forMs: number }
  | { readonly kind: "database_failover"; readonly lostMs: number }
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

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed);
  const badFromMs = Array.from({ length: targetCount }, () => (random.isSo(0.6) ? random.whole(500, 8_000) : null));
  const count = random.whole(1, 7);
  const faults = Array.from({ length: count }, () => faultOf(random)).toSorted((one, other) => one.atMs - other.atMs);
  return { seed, badFromMs, onBlind: random.one(["pause", "rollback"] as const), faults };
}

function faultOf(random: Random): Fault {
  const atMs = random.whole(300, faultyMs);
  const worker = random.whole(0, workerCount - 1);
  const target = random.whole(0, targetCount - 1);
  const forMs = random.one([300, 1_000, 2_600, 4_000]);
  const makers: (() => Fault)[] = [
    () => ({ kind: "kill", atMs, worker, forMs }),
    () => ({ kind: "kill", atMs, worker, forMs }),
    () => ({ kind: "stop", atMs, worker, forMs: random.one([500, 3_000, 5_000]) }),
    () => ({ kind: "stop", atMs, worker, forMs: random.one([500, 3_000, 5_000]) }),
    () => ({ kind: "database_down", atMs, forMs }),
    () => ({ kind: "database_hang", atMs, forMs }),
    () => ({ kind: "database_failover", atMs, lostMs: random.one([0, 300, 1_000]) }),
    () => ({ kind: "commit_unknown", atMs, forMs: random.one([100, 500]) }),
    () => ({ kind: "database_clock", atMs, byMs: random.one([3_600_000, -7_200_000, 3_000]) }),
    () => ({ kind: "worker_clock", atMs, worker, byMs: random.one([3_600_000, -7_200_000]) }),
    () => ({ kind: "plane_hang", atMs, target, forMs }),
    () => ({ kind: "plane_restart", atMs, target }),
    () => ({ kind: "lowered_by_hand", atMs, target }),
    () => ({ kind: "metrics_dark", atMs, forMs }),
    () => ({ kind: "slow_network", atMs, worker, forMs, latencyMs: random.one([150, 700, 1_400]) }),
    () => ({ kind: "partition", atMs, worker, forMs: random.one([1_000, 4_000]) }),
    () => ({ kind: "person", atMs, target, command: random.one(["pause", "resume", "abort", "promote"] as const) }),
  ];
  return random.one(makers)();
}
