import type { OwnershipView, SetOwnershipInput } from "@/lib/ownership/contract";

/** What the dialog holds: parties as `person id` or `team id`. */
export interface OwnershipValues extends Record<string, unknown> {
  accountable: string | null;
  responsible: string[];
  consulted: string[];
  informed: string[];
  hasRotation: boolean;
  rotation: {
    timeZone: string;
    startsAt: string;
    unit: "day" | "week";
    count: number;
    order: string[];
  };
  reason: string;
}

type Party = SetOwnershipInput["accountable"];

/** What an ownership says, as the dialog shows it. */
export function valuesOf({ raci }: OwnershipView): OwnershipValues {
  const texts = (parties: readonly Party[] = []) => parties.map(({ kind, id }) => `${kind} ${id}`);
  const rotation = raci?.rotation ?? null;
  return {
    accountable: raci ? (texts([raci.accountable])[0] ?? null) : null,
    responsible: texts(raci?.responsible),
    consulted: texts(raci?.consulted),
    informed: texts(raci?.informed),
    hasRotation: rotation !== null,
    rotation: {
      timeZone: rotation?.timeZone ?? "Europe/Berlin",
      startsAt: rotation?.startsAt ?? "",
      unit: rotation?.every.unit ?? "week",
      count: rotation?.every.count ?? 1,
      order: rotation?.order ?? [],
    },
    reason: "",
  };
}

function partyOf(text: string): Party {
  const [kind, id = ""] = text.split(" ");
  return { kind: kind === "team" ? "team" : "person", id };
}

/** What is sent. An accountable that was not chosen is refused by the server, by name. */
export function toInput({ objective, revision }: OwnershipView, values: OwnershipValues): SetOwnershipInput {
  const { accountable, responsible, consulted, informed, hasRotation, rotation, reason } = values;
  const { timeZone, startsAt, unit, count, order } = rotation;
  return {
    slug: objective.slug,
    revision,
    accountable: partyOf(accountable ?? "person "),
    responsible: responsible.map(partyOf),
    consulted: consulted.map(partyOf),
    informed: informed.map(partyOf),
    rotation: hasRotation ? { timeZone, startsAt, every: { unit, count }, order } : null,
    reason,
  };
}
