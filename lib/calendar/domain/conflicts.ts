import { instant } from "@/lib/kernel/instant";
import { difference, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";

/** How a service is bound to the one that is planned for: it, one that needs it (parent), one that it needs (child). */
export type Relation = "service" | "parent" | "child";

export type ConflictCode = `${Relation}_${"busy" | "outside_maintenance" | "in_blackout"}` | "assignee_busy";

/** A stretch of time with the name of what it belongs to. */
export interface NamedSpan extends Period {
  readonly name: string;
}

/** What is known of one service that is planned for, or bound to it. */
export interface RelatedService {
  readonly name: string;
  readonly relation: Relation;
  readonly busy: readonly NamedSpan[];
  readonly blackouts: readonly NamedSpan[];
  /** Null where changes are not bound to maintenance windows. */
  readonly maintenance: readonly NamedSpan[] | null;
}

export interface ConflictFacts {
  readonly services: readonly RelatedService[];
  /** When the person who is to do it does something else. */
  readonly assigneeBusy: readonly NamedSpan[];
}

export interface Conflict {
  readonly code: ConflictCode;
  /** The service, or the person's other work. */
  readonly of: string;
  /** The window or the work that is in the way; null where a maintenance window is missing. */
  readonly by: string | null;
}

function overlaps(one: Period, other: Period): boolean {
  return one.from < other.to && other.from < one.to;
}

/** Everything that speaks against this time, each reason once for each thing that is in the way. */
export function findConflicts(plan: Period, { services, assigneeBusy }: ConflictFacts): Conflict[] {
  const conflicts = services.flatMap(({ name, relation, busy, blackouts, maintenance }): Conflict[] => {
    const isCovered = maintenance === null || difference([plan], maintenance).length === 0;
    return [
      ...busy.filter((one) => overlaps(one, plan)).map((one) => conflict(relation, "busy", name, one.name)),
      ...(isCovered ? [] : [conflict(relation, "outside_maintenance", name, null)]),
      ...blackouts.filter((one) => overlaps(one, plan)).map((one) => conflict(relation, "in_blackout", name, one.name)),
    ];
  });
  const person = assigneeBusy
    .filter((one) => overlaps(one, plan))
    .map((one): Conflict => ({ code: "assignee_busy", of: one.name, by: one.name }));
  return [...conflicts, ...person];
}

function conflict(
  relation: Relation,
  what: "busy" | "outside_maintenance" | "in_blackout",
  of: string,
  by: string | null,
): Conflict {
  return { code: `${relation}_${what}`, of, by };
}

export type FreeSlots =
  | { readonly kind: "free"; readonly slots: readonly Period[] }
  /** `longestMs`: the longest stretch that is free; `reasons`: what is in the way, each once. */
  | { readonly kind: "none"; readonly longestMs: number; readonly reasons: readonly Conflict[] };

/**
 * The first `count` times of this length within a range against which nothing speaks, one of each free stretch; or why there is none. The
 * range is given to the millisecond, and so are the answers.
 */
export function freeSlots(
  { within, lengthMs, count }: { readonly within: Period; readonly lengthMs: number; readonly count: number },
  facts: ConflictFacts,
): FreeSlots {
  const free = difference([within], takenOf(within, facts));
  const slots = free
    .filter(({ from, to }) => to - from >= lengthMs)
    .slice(0, count)
    .map(({ from }) => ({ from, to: instant(from + lengthMs) }));
  if (slots.length > 0) return { kind: "free", slots };
  const longestMs = free.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  const seen = new Map(findConflicts(within, facts).map((one) => [`${one.code} ${one.of} ${one.by}`, one]));
  return { kind: "none", longestMs, reasons: [...seen.values()] };
}

/** The time that is not free for one reason or another. */
function takenOf(within: Period, { services, assigneeBusy }: ConflictFacts): Period[] {
  const outside = services.flatMap(({ maintenance }) =>
    maintenance === null ? [] : difference([within], maintenance),
  );
  const taken = services.flatMap(({ busy, blackouts }) => [...busy, ...blackouts]);
  return union([...taken, ...outside, ...assigneeBusy]);
}

const codeWords: Readonly<Record<string, string>> = {
  busy: "has other work",
  outside_maintenance: "is outside of its maintenance windows",
  in_blackout: "is in a blackout",
};
const relationWords: Readonly<Record<Relation, string>> = {
  service: "",
  parent: ", which needs it,",
  child: ", which it needs,",
};

/** A conflict as a sentence: "Checkout, which needs it, is in a blackout: Peak." */
export function conflictWords({ code, of, by }: Conflict): string {
  if (code === "assignee_busy") return `The person who is to do it has other work: ${of}.`;
  const [relation = "service", ...rest] = code.split("_");
  const words = `${of}${relationWords[relation as Relation]} ${codeWords[rest.join("_")] ?? ""}`;
  return by === null ? `${words}.` : `${words}: ${by}.`;
}
