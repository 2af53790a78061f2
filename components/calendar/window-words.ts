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

/** The windows by the day on which they start, in this zone; days and windows keep their order. */
export function byDay(windows: readonly WindowView[], dayOf: (atMs: number) => string): [string, WindowView[]][] {
  return [...Map.groupBy(windows, (window) => dayOf(Date.parse(window.startsAt)))];
}
