import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import type { CommandContext } from "@/lib/platform/use-case";
import type { SloDefinition } from "../contract";
import { keepMeter } from "../meter-store";
import { appendChange } from "../objective-change-store";
import type { ObjectiveRow } from "../objective-read-model";
import { insertObjective, saveObjective } from "../objective-store";
import type { PromisingPlace } from "../port";
import { assertPromiseCanHold } from "./check-promise";
import { assertSourceFits } from "./check-source";
import { assertStepKept } from "./step-plan-view";

/** Who changes an objective, why, and by which plan when it comes from files. */
export interface ChangeCause {
  readonly reason: string | null;
  readonly planHash: string | null;
}

type Context = Pick<CommandContext<unknown>, "actor" | "now" | "tx" | "ids" | "hint">;

/** What is kept of an objective before and after a change. */
interface Kept {
  readonly name: string;
  readonly definition: unknown;
}

const kept = ({ name, definition }: Kept) => ({ name, definition });

function byWhom(actor: Actor, { reason, planHash }: ChangeCause) {
  return { byPerson: personKeyOf(actor), byName: actor.name, reason, planHash };
}

export interface NewObjectiveContent {
  readonly slug: string;
  readonly name: string;
  readonly place: PromisingPlace;
  readonly definition: SloDefinition;
}

/** Where a stored objective is promised. */
export function promisingPlaceOf({
  service,
  environment,
}: Pick<ObjectiveRow, "service" | "environment">): PromisingPlace {
  return { serviceId: service.id, service: service.slug, environmentId: environment.id, environment: environment.slug };
}

/** The meter that counts a definition, kept; null when something else counts it. */
async function meterOf(
  tx: Context["tx"],
  place: { readonly serviceId: string; readonly environmentId: string },
  { sli }: SloDefinition,
): Promise<string | null> {
  return sli.kind === "ratio" ? keepMeter(tx, place, sli.meter) : null;
}

/** Write a new objective with its first version and change. */
export async function writeNew(context: Context, content: NewObjectiveContent, cause: ChangeCause): Promise<void> {
  const { actor, now, tx, ids, hint } = context;
  const { slug, place, definition } = content;
  await assertSourceFits(tx, definition.sli, place);
  await assertPromiseCanHold(tx, { slug, place, definition, before: null }, now);
  const meterId = await meterOf(tx, place, definition);
  const { serviceId, environmentId } = place;
  const about = { slug, name: content.name, serviceId, environmentId, definition };
  const objective = { id: ids.next("slo"), ...about, createdBy: actor.name, meterId };
  await insertObjective(tx, objective, cause.reason);
  const change = {
    objectiveId: objective.id,
    revision: 1,
    what: "created" as const,
    before: null,
    after: kept(content),
  };
  await appendChange(tx, { ...change, ...byWhom(actor, cause) });
  await hint({ topic: "objective", id: content.slug, revision: 1 });
}

/** Write a change of a locked objective. A definition that differs is a new version. */
export async function writeEdit(
  context: Context,
  before: ObjectiveRow,
  edit: { readonly name?: string | undefined; readonly definition?: SloDefinition | undefined },
  cause: ChangeCause,
): Promise<void> {
  const { actor, now, tx, hint } = context;
  const { name, definition } = edit;
  if (definition) {
    await assertSourceFits(tx, definition.sli, before);
    const promised = { slug: before.slug, place: promisingPlaceOf(before), definition, before: before.definition };
    await assertPromiseCanHold(tx, promised, now);
    await assertStepKept(tx, before, definition, now);
  }
  const version = definition && {
    version: before.version + 1,
    definition,
    savedBy: actor.name,
    reason: cause.reason,
    meterId: await meterOf(tx, before, definition),
  };
  await saveObjective(tx, before.id, { name, version });
  const revision = before.revision + 1;
  const after = { name: name ?? before.name, definition: definition ?? before.definition };
  const change = { objectiveId: before.id, revision, what: "changed" as const, before: kept(before), after };
  await appendChange(tx, { ...change, ...byWhom(actor, cause) });
  await hint({ topic: "objective", id: before.slug, revision });
}

/** End a locked objective. */
export async function writeRetirement(context: Context, before: ObjectiveRow, cause: ChangeCause): Promise<void> {
  const { actor, now, tx, hint } = context;
  await saveObjective(tx, before.id, { retiredAt: new Date(now) });
  const revision = before.revision + 1;
  const change = { objectiveId: before.id, revision, what: "retired" as const, before: kept(before), after: null };
  await appendChange(tx, { ...change, ...byWhom(actor, cause) });
  await hint({ topic: "objective", id: before.slug, revision });
}
