import type { Status } from "@/components/feedback/status";
import type { AlarmKind, AlarmView, NoticeState, NoticeStep, NoticeView, RouteMatch } from "@/lib/alerts/contract";

export const kindLabels: Readonly<Record<AlarmKind, string>> = {
  page: "Page",
  ticket: "Ticket",
  slow_down: "Releases slow down",
  approval: "Releases need approval",
  freeze: "Release freeze",
  rollback: "Rollback",
  anomaly: "Anomaly",
  target: "Delivery target",
  clock: "SLA clock",
  clock_breached: "SLA clock breached",
  gate: "Gate opened",
  test: "Test",
};

export const stepLabels: Readonly<Record<NoticeStep, string>> = {
  trigger: "That it fired",
  acknowledge: "That it is acknowledged",
  resolve: "That it is over",
};

interface Badge {
  readonly status: Status;
  readonly label: string;
}

/** How an alert stands. One whose source is dark is never shown as well. */
export function alarmBadge({ state, frozenSince, kind }: AlarmView): Badge {
  if (state === "resolved") return { status: "neutral", label: "Over" };
  if (frozenSince !== null) return { status: "no_data", label: "Frozen: source is dark" };
  if (state === "acknowledged") return { status: "progressing", label: "Acknowledged" };
  return kind === "page" ? { status: "failed", label: "Firing" } : { status: "at_risk", label: "Firing" };
}

const noticeBadges: Readonly<Record<NoticeState, Badge>> = {
  waiting: { status: "waiting", label: "Waits" },
  sending: { status: "progressing", label: "On its way" },
  sent: { status: "healthy", label: "Told" },
  dead: { status: "failed", label: "Given up" },
  dropped: { status: "neutral", label: "Not needed" },
};

export function noticeBadge({ state, attempts, lastError }: NoticeView): Badge {
  if (state === "waiting" && attempts > 0 && lastError !== null) return { status: "at_risk", label: "Retrying" };
  return noticeBadges[state];
}

/** Who was told, in a few words. */
export function toldWords({ connections, waiting, dead }: AlarmView["told"]): string {
  if (connections === 0) return "Nobody: no route takes it";
  const to = `${connections} ${connections === 1 ? "connection" : "connections"}`;
  if (dead > 0) return `${to}; ${dead} given up`;
  return waiting > 0 ? `${to}; ${waiting} on the way` : to;
}

/** The page's answer: what fires, and of what nobody knows. */
export function answerOf(open: readonly AlarmView[]): string {
  const firing = open.filter(({ state }) => state === "firing").length;
  if (open.length === 0) return "Nothing fires.";
  const untold = open.filter(({ told }) => told.connections === 0 || told.dead > 0).length;
  const looked = open.length - firing;
  const parts = [
    firing === 0
      ? "Nothing waits for anybody"
      : `${firing} ${firing === 1 ? "alert waits" : "alerts wait"} for somebody`,
    ...(looked > 0 ? [`${looked} ${looked === 1 ? "is" : "are"} looked after`] : []),
  ];
  const missed =
    untold === 0 ? "" : ` ${untold === 1 ? "One was" : `${untold} were`} not told to everybody who should know.`;
  return `${parts.join(", ")}.${missed}`;
}

/** What a route takes, in words. */
export function matchWords({ kinds, services, teams, environments, objectives, tiers }: RouteMatch): string {
  const places = [
    ...(services.length > 0 ? [`of ${services.join(", ")}`] : []),
    ...(teams.length > 0 ? [`of ${teams.join(", ")}'s services`] : []),
    ...(tiers.length > 0 ? [`of tier ${tiers.join(", ")}`] : []),
    ...(objectives.length > 0 ? [`about ${objectives.join(", ")}`] : []),
    ...(environments.length > 0 ? [`in ${environments.join(", ")}`] : []),
  ];
  const what = kinds.map((kind) => kindLabels[kind]).join(", ");
  return places.length === 0 ? `${what}, everywhere` : `${what}, ${places.join(", ")}`;
}
