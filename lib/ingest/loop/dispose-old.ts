import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { type DisposedOfSource, disposeDeliveries, firstKeptDelivery } from "../dispose-store";

const disposeLimits = {
  /** Deliveries that one transaction deletes. */
  perBatch: 2_000,
  /** Transactions of one run: more an hour than the door lets in. */
  batches: 1_000,
} as const;

/**
 * Delete deliveries that are older than the installation keeps them, a batch a transaction, and write down how many of each source. What
 * they said stays: facts, projections and figures do not change. Answers how many were deleted; a run that ends early goes on with the
 * next.
 */
export async function disposeOld(
  runtime: Runtime,
  limits: { readonly perBatch: number; readonly batches: number } = disposeLimits,
): Promise<{ readonly deliveries: number }> {
  const days = runtime.config.SIGNALBOX_DELIVERY_DAYS;
  const before = await firstKeptDelivery(prismaExecutor(runtime.db), days);
  const sum = new Map<string, DisposedOfSource>();
  for (let batch = 0; batch < limits.batches; batch += 1) {
    const gone = await runtime.db.$transaction((tx) =>
      disposeDeliveries(prismaExecutor(tx), { days, before, limit: limits.perBatch }),
    );
    for (const one of gone) sum.set(one.sourceId, added(sum.get(one.sourceId), one));
    if (gone.reduce((count, { deliveries }) => count + deliveries, 0) < limits.perBatch) break;
  }
  const sources = [...sum.values()];
  if (sources.length > 0) await writeDown(runtime, days, sources);
  return { deliveries: sources.reduce((count, { deliveries }) => count + deliveries, 0) };
}

function shown({ receivedFromMs, receivedToMs, ...one }: DisposedOfSource) {
  return { ...one, receivedFrom: new Date(receivedFromMs), receivedTo: new Date(receivedToMs) };
}

function added(known: DisposedOfSource | undefined, more: DisposedOfSource): DisposedOfSource {
  if (!known) return more;
  return {
    ...more,
    deliveries: known.deliveries + more.deliveries,
    bytes: known.bytes + more.bytes,
    receivedFromMs: Math.min(known.receivedFromMs, more.receivedFromMs),
    receivedToMs: Math.max(known.receivedToMs, more.receivedToMs),
  };
}

async function writeDown(runtime: Runtime, days: number, sources: readonly DisposedOfSource[]): Promise<void> {
  await appendAudit(prismaExecutor(runtime.db), {
    action: "delivery.dispose",
    outcome: "accepted",
    actor: systemActor("retention"),
    subject: { kind: "signal_source", id: null, name: "all sources" },
    reason: `Deliveries are kept for ${days} days. What they said is kept.`,
    detail: { days, sources: sources.map(shown) },
  });
}
