/** A ticket of the changes that a deployment brought. */
export interface RangeTicket {
  readonly key: string;
  /** Changes that name it. */
  readonly changes: number;
}

export interface RangeTickets {
  readonly tickets: readonly RangeTicket[];
  /** Changes that name none. */
  readonly without: number;
}

/** The tickets that a range of commits names, each once, in order of their keys; and how many changes name none. */
export function rangeTicketsOf(changes: readonly { readonly ticketKeys: readonly string[] }[]): RangeTickets {
  const counts = new Map<string, number>();
  for (const { ticketKeys } of changes)
    for (const key of new Set(ticketKeys)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const tickets = [...counts].map(([key, count]) => ({ key, changes: count }));
  return {
    tickets: tickets.sort((left, right) => left.key.localeCompare(right.key, "en", { numeric: true })),
    without: changes.filter(({ ticketKeys }) => ticketKeys.length === 0).length,
  };
}
