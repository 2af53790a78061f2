export const agendaKinds = [
  "breach",
  "root_cause",
  "retrospective",
  "at_risk",
  "waiver",
  "action",
  "emergency",
  "stale",
] as const;
export type AgendaKind = (typeof agendaKinds)[number];

/** One thing to talk about. */
export interface AgendaItem {
  readonly kind: AgendaKind;
  readonly id: string;
  readonly title: string;
  /** Why it is here, with its numbers. */
  readonly why: string;
  readonly href: string;
  /** Since when, or until when; epoch milliseconds. */
  readonly at: number | null;
  readonly isOverdue: boolean;
}

/**
 * The order of talking: what is overdue first, then what broke, what is owed, what may break, what ends. Within each the oldest first. The
 * same items give the same agenda, in whatever order they were read; each is there once.
 */
export function agendaOf(items: readonly AgendaItem[]): AgendaItem[] {
  const once = new Map(items.map((item) => [`${item.kind} ${item.id}`, item]));
  return [...once.values()].sort(
    (left, right) =>
      Number(right.isOverdue) - Number(left.isOverdue) ||
      agendaKinds.indexOf(left.kind) - agendaKinds.indexOf(right.kind) ||
      (left.at ?? Number.MAX_SAFE_INTEGER) - (right.at ?? Number.MAX_SAFE_INTEGER) ||
      (left.id < right.id ? -1 : 1),
  );
}
