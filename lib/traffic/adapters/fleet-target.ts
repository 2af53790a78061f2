import { AppError } from "@/lib/kernel/app-error";
import { assert } from "@/lib/kernel/assert";
import { mergeObservations } from "@/lib/traffic/domain/fleet";
import type { TrafficTarget } from "@/lib/traffic/port";

/** One process of a fleet, and how people call it. */
export interface FleetMember {
  readonly name: string;
  readonly target: TrafficTarget;
}

/** How many failures are told in full; the others are named. */
const toldMax = 2;

/**
 * Several processes that split the same traffic as one target. Every call goes to all of them side by side, and succeeds
 * when all have done it; else those that could be reached have done it, and the error says how many could not, and which.
 * A write that one has refused for a newer one is refused. At least one member.
 */
export function createFleetTarget(members: readonly FleetMember[]): TrafficTarget {
  async function ask<T>(verb: string, call: (target: TrafficTarget) => Promise<T>): Promise<T[]> {
    // Also what throws before it waits must not keep the call from the others.
    const settled = await Promise.allSettled(members.map(async ({ target }) => call(target)));
    const failures = settled.flatMap((one, index) =>
      one.status === "rejected" ? [{ name: members[index]?.name ?? "", error: one.reason as unknown }] : [],
    );
    if (failures.length > 0) throw fleetError(verb, failures, members.length);
    return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }

  const canClaim = members.every(({ target }) => target.claim !== undefined);
  return {
    async observe(signal) {
      const [first, ...others] = await ask("cannot be seen", (target) => target.observe(signal));
      assert(first !== undefined, "a fleet has a member");
      return mergeObservations([first, ...others]);
    },
    async apply(intent, guard, signal) {
      await ask("did not take the split", (target) => target.apply(intent, guard, signal));
    },
    ...(canClaim && {
      async claim(term: number, signal: AbortSignal): Promise<void> {
        await ask("could not be claimed", async (target) => target.claim?.(term, signal));
      },
    }),
    async advise(liveSlot, signal) {
      const advice = await ask("cannot be asked", async (target) => (await target.advise?.(liveSlot, signal)) ?? []);
      return advice.flatMap((some, index) =>
        some.map((one) => ({ ...one, subject: `${one.subject} at ${members[index]?.name}` })),
      );
    },
    async close() {
      await Promise.allSettled(members.map(async ({ target }) => target.close()));
    },
  };
}

interface Failure {
  readonly name: string;
  readonly error: unknown;
}

/** "2 of 5 proxies cannot be seen: …"; of several refusals for newer writes the newest is the one. */
function fleetError(verb: string, failures: readonly Failure[], count: number): AppError {
  const fenced = failures.flatMap(({ error }) => (acceptedTermOf(error) === null ? [] : [error as AppError]));
  const [newest] = fenced.sort((one, other) => (acceptedTermOf(other) ?? 0) - (acceptedTermOf(one) ?? 0));
  if (newest !== undefined) return newest;
  const known = failures.map(({ error }) => (error instanceof AppError ? error : null));
  const told = failures.slice(0, toldMax).map(({ name, error }) => `${name}: ${wordsOf(error)}`);
  const more =
    failures.length > toldMax
      ? [
          `also ${failures
            .slice(toldMax)
            .map(({ name }) => name)
            .join(", ")}.`,
        ]
      : [];
  const message = `${failures.length} of ${count} proxies ${verb}. ${[...told, ...more].join(" ")}`;
  const isLate = known.every((error) => error?.code === "upstream_timeout");
  return new AppError(isLate ? "upstream_timeout" : "upstream_failed", {
    detail: message,
    reasons: [
      {
        code: failures.length < count ? "partial" : (known[0]?.reasons[0]?.code ?? "unreachable"),
        message,
        remedy:
          known[0]?.reasons[0]?.remedy ??
          "Start these processes again, or take them out of the target if they are gone.",
        facts: { failed: failures.length, of: count },
      },
      ...known.flatMap((error) => error?.reasons ?? []),
    ],
    cause: failures[0]?.error,
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed without saying why.";
}

/** The term that a member has accepted, when that is why it refused; 0 when it did not say which. */
function acceptedTermOf(error: unknown): number | null {
  if (!(error instanceof AppError)) return null;
  const reason = error.reasons.find(({ code }) => code === "fenced");
  return reason === undefined ? null : Number(reason.facts?.acceptedTerm ?? 0);
}
