import type { Fact, TicketFact } from "@/lib/ingest/domain/fact";
import type { Instant } from "@/lib/kernel/instant";
import { lastGiven } from "@/lib/kernel/last-given";

/** A change ticket as all facts of its subject tell it. */
export interface TicketReading {
  readonly system: TicketFact["system"];
  readonly key: string;
  readonly title: string;
  readonly type: "normal" | "standard" | "emergency" | null;
  readonly state: TicketFact["state"];
  readonly risk: string | null;
  readonly url: string | null;
  readonly service: string | null;
  readonly openedAt: Instant;
  readonly approvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly plannedStartAt: Instant | null;
  readonly plannedEndAt: Instant | null;
  readonly actualStartAt: Instant | null;
  readonly actualEndAt: Instant | null;
}

type TicketTold = Fact & TicketFact;

const ends: readonly TicketFact["state"][] = ["closed", "rejected", "cancelled"];

/** A ticket from all facts of its subject in order; null when none is about one. Its state is what was said last. */
export function readTicket(facts: readonly Fact[]): TicketReading | null {
  const told = facts.filter((fact): fact is TicketTold => fact.kind === "ticket");
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return null;
  const approved = told.find(({ state }) => state === "approved" || state === "implementing");
  const endedAt = told.find(
    ({ state, occurredAt }) => state === last.state && occurredAt >= lastOther(told, last.state),
  );
  return {
    system: last.system,
    key: last.key,
    title: lastGiven(told, ({ title }) => title) ?? last.key,
    type: lastGiven(told, ({ type }) => type),
    state: last.state,
    risk: lastGiven(told, ({ risk }) => risk),
    url: lastGiven(told, ({ url }) => url),
    service: lastGiven(told, ({ service }) => service),
    openedAt: first.occurredAt,
    approvedAt: approved?.occurredAt ?? null,
    closedAt: ends.includes(last.state) ? (endedAt?.occurredAt ?? last.occurredAt) : null,
    plannedStartAt: lastGiven(told, ({ plannedStartAt }) => plannedStartAt),
    plannedEndAt: lastGiven(told, ({ plannedEndAt }) => plannedEndAt),
    actualStartAt: lastGiven(told, ({ actualStartAt }) => actualStartAt),
    actualEndAt: lastGiven(told, ({ actualEndAt }) => actualEndAt),
  };
}

/** When it was last said to be in another state: an end that is told again was reached the first time. */
function lastOther(told: readonly TicketTold[], state: TicketFact["state"]): number {
  return told.findLast((fact) => fact.state !== state)?.occurredAt ?? Number.NEGATIVE_INFINITY;
}
