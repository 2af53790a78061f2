import type { WindowView } from "@/lib/calendar/contract";

/** Where a window counts: "Checkout in Production", "every service in Production", "everywhere". */
export function whereOf(window: Pick<WindowView, "service" | "environment">): string {
  const { service, environment } = window;
  if (!service && !environment) return "Every service, everywhere";
  return `${service?.name ?? "Every service"} ${environment ? `in ${environment.name}` : "in every environment"}`;
}

/** What a window does to rollouts, in a sentence. */
export function effectOf(kind: WindowView["kind"]): string {
  return kind === "blackout"
    ? "Holds every forward move while it lasts. Rollbacks are never held."
    : "Where maintenance windows are set, forward moves happen inside of them only. Rollbacks are never held.";
}

/** What a window does to flag flips, in a sentence. */
export function flagFlipWords({ kind, holdsFlagFlips }: Pick<WindowView, "kind" | "holdsFlagFlips">): string {
  if (!holdsFlagFlips) return "Flags may be flipped whatever it says.";
  const when = kind === "blackout" ? "while it lasts" : "outside of it";
  return `Flag flips are held ${when}. A flip back is never held.`;
}

/** What becomes of a rollout that is under way when a window begins to hold, in a sentence. */
export function underWayWords({ kind, underWay }: Pick<WindowView, "kind" | "underWay">): string {
  const when = kind === "blackout" ? "when it begins" : "when it closes";
  return underWay === "hold"
    ? `A rollout under way ${when} is held at its present step.`
    : `A rollout under way ${when} goes on to its end.`;
}

/** The windows by the day on which they start, in this zone, in their order; first those that come back. */
export function byDay(windows: readonly WindowView[], dayOf: (atMs: number) => string): [string, WindowView[]][] {
  const title = (window: WindowView): string =>
    window.recurrence ? "Again and again" : dayOf(Date.parse(window.startsAt));
  const sorted = windows.toSorted(
    (left, right) => Number(right.recurrence !== null) - Number(left.recurrence !== null),
  );
  return [...Map.groupBy(sorted, title)];
}
