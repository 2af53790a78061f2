import type { AlertFact, Fact, IncidentFact, NamedCause } from "@/lib/ingest/domain/fact";
import type { StoredFact } from "@/lib/ingest/domain/fact-identity";
import { type Instant, instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";

export type Severity = "critical" | "high" | "medium" | "low";
export type IncidentState = "open" | "acknowledged" | "resolved" | "merged";

/** An incident as all facts of its subject tell it. Names are the sender's. */
export interface IncidentReading {
  readonly externalKey: string;
  readonly title: string;
  readonly severity: Severity | null;
  readonly state: IncidentState;
  readonly origin: "incident" | "alert";
  readonly service: string | null;
  readonly environment: string | null;
  readonly detectedAt: Instant;
  readonly acknowledgedAt: Instant | null;
  /** When it was over: the last time that it was resolved, if it was not opened again. */
  readonly resolvedAt: Instant | null;
  readonly lastHeardAt: Instant;
  readonly mergedInto: string | null;
  readonly causes: readonly NamedCause[];
  readonly url: string | null;
  readonly events: readonly IncidentEventReading[];
}

export interface IncidentEventReading {
  readonly factId: string;
  readonly at: Instant;
  readonly what: string;
  readonly by: string | null;
  readonly detail: string | null;
}

type IncidentTold = Fact & IncidentFact;

/**
 * An incident from all facts of its subject in order (`inOrder`); null when none makes one. It begins when it was first triggered,
 * and is over at its last resolution unless it was opened again after; notes and changes of severity lengthen nothing. A resolution
 * that is told again later dates nothing anew. An alert makes an incident only when its source is set so.
 */
export function readIncident(facts: readonly StoredFact[]): IncidentReading | null {
  const told = facts.flatMap(({ fact }) => (fact.kind === "incident" ? [fact] : []));
  if (told.length > 0) return ofIncident(facts, told);
  return ofAlert(facts);
}

function ofIncident(facts: readonly StoredFact[], told: readonly (IncidentTold & Fact)[]): IncidentReading | null {
  const [first] = told;
  if (!first) return null;
  const triggered = told.find(({ what }) => what === "triggered") ?? first;
  const merged = lastGiven(told, (fact) => (fact.what === "merged" ? fact : null));
  const resolvedAt = restoredAt(told);
  const acknowledged = told.find(({ what }) => what === "acknowledged");
  const over = resolvedAt === null ? null : ("resolved" as const);
  const open = acknowledged ? ("acknowledged" as const) : ("open" as const);
  return {
    externalKey: first.key,
    title: lastGiven(told, ({ title }) => title) ?? first.key,
    severity: lastGiven(told, ({ severity }) => severity),
    state: merged ? "merged" : (over ?? open),
    origin: "incident",
    service: lastGiven(told, ({ service }) => service),
    environment: lastGiven(told, ({ environment }) => environment),
    detectedAt: triggered.occurredAt,
    acknowledgedAt: acknowledged?.occurredAt ?? null,
    resolvedAt,
    lastHeardAt: told.at(-1)?.occurredAt ?? first.occurredAt,
    mergedInto: merged?.mergedInto ?? null,
    causes: distinct(told.flatMap(({ causes }) => causes ?? [])),
    url: lastGiven(told, ({ url }) => url),
    events: facts.flatMap(eventOf),
  };
}

/** The first of the resolutions that nothing opened again; null while it is open. At one moment, a resolution comes last. */
function restoredAt(told: readonly IncidentTold[]): Instant | null {
  const rank = (what: string): number => (what === "resolved" ? 1 : 0);
  const turns = told
    .filter(({ what }) => what === "triggered" || what === "reopened" || what === "resolved")
    .sort((left, right) => left.occurredAt - right.occurredAt || rank(left.what) - rank(right.what));
  let heldAt: Instant | null = null;
  for (const { what, occurredAt } of turns) {
    if (what === "resolved") heldAt ??= occurredAt;
    // A trigger that is told again is a repetition; only who says so opens an incident again.
    else if (what === "reopened") heldAt = null;
  }
  return heldAt;
}

function eventOf({ id, fact }: StoredFact): IncidentEventReading[] {
  if (fact.kind === "incident") {
    const { occurredAt, what, by, detail } = fact;
    return [{ factId: id, at: occurredAt, what, by: by ?? null, detail: detail ?? fact.mergedInto ?? null }];
  }
  if (fact.kind !== "alert") return [];
  const what = fact.progress === "firing" ? "triggered" : "resolved";
  return [{ factId: id, at: fact.occurredAt, what, by: null, detail: null }];
}

function ofAlert(facts: readonly StoredFact[]): IncidentReading | null {
  const alert = readAlert(facts.map(({ fact }) => fact));
  if (!alert?.countsAsIncident) return null;
  return {
    externalKey: alert.fingerprint,
    title: alert.title,
    severity: alert.severity,
    state: alert.resolvedAt === null ? "open" : "resolved",
    origin: "alert",
    service: alert.service,
    environment: alert.environment,
    detectedAt: alert.startsAt,
    acknowledgedAt: null,
    resolvedAt: alert.resolvedAt,
    lastHeardAt: alert.lastHeardAt,
    mergedInto: null,
    causes: [],
    url: alert.url,
    events: facts.flatMap(eventOf),
  };
}

export interface AlertReading {
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: Severity | null;
  readonly state: "firing" | "resolved";
  readonly service: string | null;
  readonly environment: string | null;
  readonly startsAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly lastHeardAt: Instant;
  readonly countsAsIncident: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly url: string | null;
}

type AlertTold = Fact & AlertFact;

/**
 * An alert from all facts of its subject in order; null when none is about one. Repetitions of firing say only that it was still
 * heard of; its first resolution ends it, whatever comes after: one that fires again has another start and is another alert.
 */
export function readAlert(facts: readonly Fact[]): AlertReading | null {
  const told = facts.filter((fact): fact is AlertTold => fact.kind === "alert");
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return null;
  const resolved = told.find(({ progress }) => progress === "resolved");
  return {
    fingerprint: first.fingerprint,
    title: last.title,
    severity: lastGiven(told, ({ severity }) => severity),
    state: resolved ? "resolved" : "firing",
    service: lastGiven(told, ({ service }) => service),
    environment: lastGiven(told, ({ environment }) => environment),
    startsAt: first.startsAt,
    resolvedAt: resolved ? instant(Math.max(resolved.occurredAt, first.startsAt)) : null,
    lastHeardAt: last.occurredAt,
    countsAsIncident: told.some(({ countsAsIncident }) => countsAsIncident),
    labels: last.labels ?? {},
    url: lastGiven(told, ({ url }) => url),
  };
}

/** How long an open alert may be silent. Senders repeat what fires every few hours. */
export const alertSilenceMs = 12 * 3_600_000;

/** What to say of an alert now: one that nobody speaks of any more is unknown. Silence never resolves it. */
export function alertStateAt(
  alert: { readonly state: "firing" | "resolved"; readonly lastHeardAt: Instant },
  now: Instant,
): "firing" | "resolved" | "unknown" {
  if (alert.state === "resolved") return "resolved";
  return now - alert.lastHeardAt > alertSilenceMs ? "unknown" : "firing";
}

function distinct(causes: readonly NamedCause[]): NamedCause[] {
  const byText = new Map(causes.map((cause) => [JSON.stringify(Object.entries(cause).sort()), cause]));
  return [...byText.values()];
}
