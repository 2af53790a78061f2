import type { AlarmFacts, AlarmKind, NoticeStep } from "../contract";

/** What one notice says, the same for every kind of connection; adapters put it into the words of the other side. */
export interface AlarmMessage {
  readonly alarmId: string;
  readonly step: NoticeStep;
  readonly kind: AlarmKind;
  readonly isUrgent: boolean;
  /** One line: what is wrong where. */
  readonly title: string;
  /** The arithmetic; of the end, what it says then. */
  readonly sentence: string;
  /** The last two lines of every text: budget and who. Empty where nothing is known. */
  readonly lines: readonly string[];
  readonly service: string | null;
  readonly environment: string | null;
  readonly objective: string | null;
  /** ISO 8601: when this step happened. */
  readonly at: string;
  /** The person who acknowledged; null for other steps. */
  readonly by: string | null;
  readonly facts: AlarmFacts;
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

export interface MessageGiven {
  readonly alarm: Omit<AlarmMessage, "step" | "isUrgent" | "lines" | "at" | "by" | "links" | "sentence">;
  readonly step: NoticeStep;
  readonly sentence: string;
  /** ISO 8601: when this step happened. */
  readonly at: string;
  readonly by?: string | null;
  readonly reason?: string | null;
  /** Where people reach the product, without a slash at the end; null when that is not set: no links then. */
  readonly baseUrl: string | null;
}

const urgentKinds: readonly AlarmKind[] = ["page", "clock_breached"];

/** The message of a step. A page and a broken promise about time are urgent, everything else can wait for the morning. */
export function messageOf({
  alarm,
  step,
  sentence,
  at,
  by = null,
  reason = null,
  baseUrl,
}: MessageGiven): AlarmMessage {
  return {
    ...alarm,
    step,
    sentence,
    isUrgent: urgentKinds.includes(alarm.kind),
    lines: [...budgetLines(alarm.facts), ...liveLines(alarm.facts), ...byLines(by, reason)],
    at,
    by,
    links: baseUrl === null ? [] : linksOf(alarm, baseUrl),
  };
}

function budgetLines({
  budgetLeftWorstPercent: worst,
  budgetLeftBestPercent: best,
  targetPercent,
}: AlarmFacts): string[] {
  if (targetPercent === null) return [];
  if (worst === null) return ["Error budget left: not known."];
  const left = worst === best || best === null ? `${worst} %` : `${worst} % to ${best} %, by what is not known`;
  return [`Error budget left: ${left}.`];
}

function liveLines({ live }: AlarmFacts): string[] {
  if (live.length === 0) return [];
  return [`Live then: ${live.map(({ version, since }) => `${version} since ${minuteOf(since)}`).join(", ")}.`];
}

function byLines(by: string | null, reason: string | null): string[] {
  if (by === null) return [];
  return [reason ? `Acknowledged by ${by}: ${reason}` : `Acknowledged by ${by}.`];
}

function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

function linksOf(alarm: MessageGiven["alarm"], baseUrl: string): { text: string; href: string }[] {
  const objective = alarm.objective
    ? [{ text: "Objective", href: `${baseUrl}/slos/${encodeURIComponent(alarm.objective)}` }]
    : [];
  const { rolloutId, findingId, target: ofTarget, gate, clock: ofClock } = alarm.facts;
  const rollout = rolloutId ? [{ text: "Rollout", href: `${baseUrl}/rollouts/${encodeURIComponent(rolloutId)}` }] : [];
  const finding = findingId
    ? [{ text: "Series", href: `${baseUrl}/insights/anomalies/${encodeURIComponent(findingId)}` }]
    : [];
  const target = ofTarget ? [{ text: "Targets", href: `${baseUrl}${ofTarget.path}` }] : [];
  const clock = ofClock ? [{ text: "SLA clock", href: `${baseUrl}/clocks/${encodeURIComponent(ofClock.id)}` }] : [];
  // News of a gate is no alert that one could open.
  if (gate) return [{ text: "Gate", href: `${baseUrl}${gate.path}` }];
  return [
    { text: "Alert", href: `${baseUrl}/alerts/${encodeURIComponent(alarm.alarmId)}` },
    ...objective,
    ...rollout,
    ...finding,
    ...target,
    ...clock,
  ];
}

/** The message as plain text, without its title. */
export function textOf({ sentence, lines, links }: AlarmMessage): string {
  return [sentence, ...lines, ...links.map(({ text, href }) => `${text}: ${href}`)].join("\n");
}
