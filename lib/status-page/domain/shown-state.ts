/** What strangers are told of a service. `unknown` is never shown as well. */
export type ShownState = "operating" | "degraded" | "disrupted" | "unknown";

/** What is stored of an objective of the service, as far as it matters here. */
export interface SeenObjective {
  /** Its source told nothing lately, or nothing was ever known. */
  readonly isDark: boolean;
  readonly alerts: readonly {
    readonly severity: "page" | "ticket";
    readonly status: "quiet" | "pending" | "firing" | "frozen" | "not_looked";
  }[];
}

/**
 * The state of one service by its objectives in one environment. What burns fast enough to wake somebody is a disruption, what burns slowly
 * is degraded, even where another objective is dark. Only what is known whole and quiet operates: no objective, none with alerts, a silent
 * source or an alert that nobody looked at is unknown. The budget that is left says nothing here: it is about weeks, not about now.
 */
export function shownState(objectives: readonly SeenObjective[]): ShownState {
  const watched = objectives.filter(({ alerts }) => alerts.length > 0);
  const firing = watched.flatMap(({ alerts }) => alerts.filter(({ status }) => status === "firing"));
  if (firing.some(({ severity }) => severity === "page")) return "disrupted";
  if (firing.length > 0) return "degraded";
  const isKnown = ({ isDark, alerts }: SeenObjective) =>
    !isDark && alerts.every(({ status }) => status === "quiet" || status === "pending");
  return watched.length > 0 && watched.every(isKnown) ? "operating" : "unknown";
}

const gravity: readonly ShownState[] = ["disrupted", "degraded", "unknown", "operating"];

/** The gravest of several; unknown when there are none. */
export function gravestState(states: readonly ShownState[]): ShownState {
  return gravity.find((state) => states.includes(state)) ?? "unknown";
}
