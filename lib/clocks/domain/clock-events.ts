import type { Instant } from "@/lib/kernel/instant";
import type { ClockTerms } from "../contract";
import type { ClockEvent } from "./sla-clock";

/** What was told of a subject: the log of an incident, or pushed events, with pauses. In any order. */
export type ClockFact =
  | { readonly what: "opened" | "acknowledged" | "resolved" | "reopened"; readonly at: Instant }
  | Extract<ClockEvent, { readonly kind: "paused" | "resumed" }>;

type Told = Extract<ClockFact, { readonly what: string }>;

/**
 * The events of a clock from what was told. A resolution acknowledges: nobody restores what nobody looked at. Resolutions that were
 * opened again are void when the clock goes on; otherwise it starts over. The same facts give the same events in any order.
 */
export function clockEventsOf(
  facts: readonly ClockFact[],
  terms: Pick<ClockTerms, "start" | "stop" | "onReopen">,
): ClockEvent[] {
  const told = facts.filter((fact): fact is Told => "what" in fact).sort(inOrder);
  const pauses = facts.filter((fact): fact is Exclude<ClockFact, Told> => "kind" in fact);
  const starts = told.filter(({ what }) => what === terms.start);
  const reopenings = told.filter(({ what }) => what === "reopened");
  const stops = told.filter(
    ({ what }) => what === "resolved" || (terms.stop === "acknowledged" && what === "acknowledged"),
  );
  const first = starts[0];
  return [
    ...(first ? [{ kind: "started", at: first.at } as const] : []),
    ...(terms.onReopen === "start_over" ? restarts(reopenings, starts, terms) : []),
    ...(terms.onReopen === "continue" ? stops.filter((stop) => holds(stop, reopenings, terms)) : stops).map(
      ({ at }) => ({ kind: "stopped", at }) as const,
    ),
    ...pauses,
  ];
}

const rank: Readonly<Record<Told["what"], number>> = { opened: 0, reopened: 1, acknowledged: 2, resolved: 3 };

function inOrder(left: Told, right: Told): number {
  return left.at - right.at || rank[left.what] - rank[right.what];
}

/** What was acknowledged stays so; what was resolved does until it is opened again. */
function holds(stop: Told, reopenings: readonly Told[], { stop: by }: Pick<ClockTerms, "stop">): boolean {
  return by === "acknowledged" || !reopenings.some((reopening) => reopening.at > stop.at);
}

/** A clock that counts from the acknowledgement starts over at the next one. */
function restarts(
  reopenings: readonly Told[],
  starts: readonly Told[],
  { start }: Pick<ClockTerms, "start">,
): ClockEvent[] {
  return reopenings.flatMap((reopening): ClockEvent[] => {
    if (start === "opened") return [{ kind: "reopened", at: reopening.at }];
    const again = starts.find(({ at }) => at >= reopening.at);
    return again ? [{ kind: "reopened", at: again.at }] : [];
  });
}
