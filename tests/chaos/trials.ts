import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import type { Figure } from "../bench/report";
import { countStaleWrites, countUntold, duplicateEffects } from "./effects";
import type { FaultResult } from "./fault";
import type { ChaosRig } from "./rig";

/** Let real time pass, where the time itself is the fault. */
export function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

/** What all trials of a fault found together. */
export class Findings {
  readonly recoveryMs: number[] = [];
  readonly rolloutIds: string[] = [];
  readonly raw: Record<string, unknown>[] = [];
  private readonly counts = new Map<string, number>();
  private readonly sinceWrite: number;

  constructor(private readonly rig: ChaosRig) {
    this.sinceWrite = rig.plane.door.writes.length;
  }

  /** Something that must never happen did, `count` times. */
  violated(what: string, count = 1): void {
    if (count > 0) this.counts.set(what, (this.counts.get(what) ?? 0) + count);
  }

  countOf(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  staleWrites(): number {
    return countStaleWrites(this.rig, this.sinceWrite);
  }

  /** Look at what every fault must leave in order, and sum up. */
  async sum(figures: readonly Figure[] = []): Promise<FaultResult> {
    this.violated("writes that were older than an accepted one were accepted", this.staleWrites());
    const duplicates = await duplicateEffects(this.rig, this.rolloutIds);
    this.violated("effects were written down twice", duplicates.length);
    if (duplicates.length > 0) this.raw.push({ duplicates });
    this.violated("revisions have no snapshot", await countUntold(this.rig, this.rolloutIds));
    const violations = [...this.counts].map(([what, count]) => `${count} × ${what}`);
    return { violations, recoveryMs: this.recoveryMs, figures, raw: this.raw };
  }
}

/** Wait until the rollout is taken back, at the data plane and in the database; what does not come is a violation. */
export async function isTakenBack(
  rig: ChaosRig,
  findings: Findings,
  given: { service: string; id: string; sinceMs: number; deadlineMs?: number },
): Promise<number | null> {
  const { service, id, sinceMs, deadlineMs = 20_000 } = given;
  findings.rolloutIds.push(id);
  const zeroMs = await rig.plane.shareIs(service, (share) => share === 0, sinceMs, deadlineMs).catch(() => null);
  if (zeroMs === null) findings.violated("rollouts kept their users on a failing canary");
  await rig
    .reach(id, ["rolled_back"], deadlineMs)
    .catch(() => findings.violated("rollouts were never written down as rolled back"));
  return zeroMs;
}

/** Which of these rollouts the worker runs. */
export async function servicesOf(
  rig: ChaosRig,
  services: readonly string[],
  worker: { readonly id: string },
): Promise<string[]> {
  const owners = await Promise.all(services.map(async (service) => ({ service, owner: await rig.ownerOf(service) })));
  return owners.filter(({ owner }) => owner?.id === worker.id).map(({ service }) => service);
}

/** The worker that runs most of these services, and those. */
export async function busiest(
  rig: ChaosRig,
  services: readonly string[],
): Promise<{ worker: ChaosRig["workers"][number]; owned: string[] }> {
  const found = await Promise.all(
    rig.workers.map(async (worker) => ({ worker, owned: await servicesOf(rig, services, worker) })),
  );
  const most = found.toSorted((one, other) => other.owned.length - one.owned.length)[0];
  if (!most) throw new Error("there is no worker");
  return most;
}

/** A trial that broke off must not leave a rollout on a data plane that is gone. */
export async function endOpen(rig: ChaosRig, service: string): Promise<void> {
  const open = await rig.database.query<{ id: string }>(
    `select r.id from rollout r join service s on s.id = r.service_id
     where s.slug = $1 and r.phase in ('preparing', 'shifting', 'baking', 'watching')`,
    [service],
  );
  for (const { id } of open) await rig.run(abortRollout, { id, reason: "the trial is over" });
}
