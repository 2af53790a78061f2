import type { Instant } from "@/lib/kernel/instant";

/** What becomes of a rollout that is under way when a hold begins: it stays at its step, or goes on to its end. */
export type UnderWay = "hold" | "let_run";

/** A change window as the decision needs it: in force from `startsAt` up to, not including, `endsAt`. */
export interface WindowFact {
  readonly id: string;
  readonly kind: "blackout" | "maintenance";
  readonly name: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly underWay: UnderWay;
}

interface Spell {
  /** When it began to hold; null when it always did. */
  readonly since: Instant | null;
  readonly underWay: UnderWay;
}

export type Hold = Spell &
  (
    | /** A blackout is in force. */
    { readonly kind: "blackout"; readonly windowId: string; readonly name: string; readonly until: Instant }
    /** Changes are made in maintenance windows only, and none is in force. `until`: start of the next; null when none is planned. */
    | {
        readonly kind: "outside_maintenance";
        readonly windowId: string | null;
        readonly name: string | null;
        readonly until: Instant | null;
      }
  );

/** Is the window in force at this moment? */
export function isInForce(window: WindowFact, now: Instant): boolean {
  return window.startsAt <= now && now < window.endsAt;
}

/**
 * Everything that holds forward moves at `now`, given the windows that apply to one service in one environment; empty
 * when they may go on. Where maintenance windows were ever set, changes happen inside of them only, also after the last
 * one has ended: a hold that a person lifts is safer than a freeze that silently stopped. Rollbacks do not ask.
 */
export function decideHolds(windows: readonly WindowFact[], now: Instant): Hold[] {
  const blackouts = windows
    .filter((window) => window.kind === "blackout" && isInForce(window, now))
    .map(
      ({ id, name, startsAt, endsAt, underWay }): Hold => ({
        kind: "blackout",
        windowId: id,
        name,
        until: endsAt,
        since: startsAt,
        underWay,
      }),
    );
  return [...blackouts, ...outsideMaintenance(windows, now)];
}

function outsideMaintenance(windows: readonly WindowFact[], now: Instant): Hold[] {
  const maintenance = windows.filter((window) => window.kind === "maintenance");
  if (maintenance.length === 0 || maintenance.some((window) => isInForce(window, now))) return [];
  const next = maintenance
    .filter((window) => window.startsAt > now)
    .reduce<WindowFact | null>((first, window) => (first && first.startsAt <= window.startsAt ? first : window), null);
  const last = maintenance
    .filter((window) => window.endsAt <= now)
    .reduce<WindowFact | null>((latest, window) => (latest && latest.endsAt >= window.endsAt ? latest : window), null);
  return [
    {
      kind: "outside_maintenance",
      windowId: next?.id ?? null,
      name: next?.name ?? null,
      until: next?.startsAt ?? null,
      // The window that closed says what becomes of what it had let begin.
      since: last?.endsAt ?? null,
      underWay: last?.underWay ?? "hold",
    },
  ];
}

/** When all holds known now will have ended; null when that is not known, or when nothing holds. */
export function heldUntil(holds: readonly Pick<Hold, "until">[]): Instant | null {
  let latest: Instant | null = null;
  for (const { until } of holds) {
    if (until === null) return null;
    if (latest === null || until > latest) latest = until;
  }
  return latest;
}

/**
 * Does a hold leave this rollout to go on? Only where its window says so, and only one that had left the queue and was there before the
 * hold began: what is started inside of a freeze is held, however it came in.
 */
export function letsRun(hold: Spell, rollout: { readonly isQueued: boolean; readonly createdAt: Instant }): boolean {
  return hold.underWay === "let_run" && hold.since !== null && !rollout.isQueued && rollout.createdAt < hold.since;
}

/**
 * Does a hold keep this rollout from going forward? Not one that was started past it in an emergency, while its grant lasts (`passedBy`), nor
 * one that it lets run.
 */
export function holdsRollout(
  hold: Spell & { readonly passedBy: readonly string[] },
  rollout: { readonly rolloutId: string; readonly isQueued: boolean; readonly createdAt: Instant },
): boolean {
  return !hold.passedBy.includes(rollout.rolloutId) && !letsRun(hold, rollout);
}
