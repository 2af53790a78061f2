import { serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { instant } from "@/lib/kernel/instant";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { announcementConnections, loadTemplates, tierOfServices } from "../checklist-read-model";
import { copyChecklist } from "../checklist-store";
import { PlanTrainInput, type TrainStands } from "../contract";
import { templateFor } from "../domain/checklist";
import { plannedState } from "../domain/train";
import { environmentIdsBySlug } from "../place-read-model";
import { insertSchemaRange } from "../schema-store";
import { referenceOf } from "../train-record-read-model";
import { appendTrainEvent, insertTicket, insertTrain } from "../train-store";
import { departureOf } from "./departure-of";

type Given = CommandContext<ReturnType<typeof PlanTrainInput.parse>>;

/** Plan a train: which versions of which services go together, through which environments. */
export const planTrain = defineUseCase({
  name: "train.plan",
  permission: "train:write",
  input: PlanTrainInput,
  subject: (input) => ({ kind: "train", id: null, name: input.name ?? "" }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, now, tx, ids, record, hint } = context;
    const { name, note, reach, abreast } = input;
    const db = prismaExecutor(tx);
    const id = ids.next("trn");
    const cars = await carsOf(context);
    const stops = await stopsOf(tx, input.stops);
    const asked = input.plannedAt === undefined ? null : instant(Date.parse(input.plannedAt));
    const timetableId = input.timetable ?? null;
    const plannedAt = timetableId === null ? asked : await departureOf(db, { timetableId, asked, now });
    const person = personKeyOf(actor);
    const kept = {
      id,
      name,
      note,
      reach,
      abreast,
      plannedAt,
      timetableId,
      by: actor.name,
      person,
      at: now,
      cars,
      stops,
    };
    const number = await insertTrain(db, kept);
    for (const { serviceId, version, schema } of cars) {
      if (schema) await insertSchemaRange(db, { serviceId, version, ...schema, by: actor.name, at: now });
    }
    if (input.ticket !== undefined) await insertTicket(db, { trainId: id, key: input.ticket, by: actor.name, at: now });
    await copyTemplate(context, id, cars);
    const reference = referenceOf(number);
    const sentence = `${actor.name} planned it with ${cars.length} ${cars.length === 1 ? "service" : "services"}.`;
    const event = { kind: "planned", sentence, revision: 1, actor: actor.name, at: now };
    await appendTrainEvent(db, { trainId: id, ...event });
    await record({ subject: { kind: "train", id, name: `${reference} ${name}` }, after: { ...input, reference } });
    await hint({ topic: "train", id, revision: 1 });
    return { id, reference, phase: plannedState.phase, revision: plannedState.revision };
  },
});

/** Copy the checklist and the announcements for the most critical of its services. */
async function copyTemplate({ tx, ids }: Given, trainId: string, cars: readonly { serviceId: string }[]) {
  const db = prismaExecutor(tx);
  const tier = await tierOfServices(
    db,
    cars.map(({ serviceId }) => serviceId),
  );
  const template = templateFor(await loadTemplates(db), tier);
  if (!template) return;
  const connections = await announcementConnections(db);
  await copyChecklist(db, {
    trainId,
    items: template.content.items.map((item) => ({ id: ids.next("itm"), ...item })),
    // A connection that is gone since the template was saved has nobody to tell.
    announcements: template.content.announcements
      .filter(({ connection }) => connection === null || connections.has(connection))
      .map(({ moment, connection, text }) => ({
        id: ids.next("ann"),
        moment,
        connectionId: connection === null ? null : (connections.get(connection) ?? null),
        text,
      })),
  });
}

async function carsOf({ input, tx, ids }: Given) {
  const slugs = input.cars.map(({ service }) => service);
  const known = await serviceIdsBySlug(tx, slugs);
  return input.cars.map(({ service, version, config = null, flags, after, schema }, index) => {
    const serviceId = known.get(service);
    const field = `cars.${index}.service`;
    if (!serviceId) throw invalidField(field, `There is no service ${service}.`, "Choose one of the catalog.");
    if (slugs.indexOf(service) !== index)
      throw invalidField(field, `${service} is in it twice.`, "Name each service once, with the version that goes.");
    const stranger = after.find((other) => !slugs.includes(other) || other === service);
    if (stranger !== undefined) {
      const message = `${service} cannot go after ${stranger}.`;
      throw invalidField(`cars.${index}.after`, message, "Name other services of this train.");
    }
    return { id: ids.next("car"), serviceId, version, config, flags, after, schema };
  });
}

async function stopsOf(tx: Tx, stops: Given["input"]["stops"]) {
  const slugs = stops.map(({ environment }) => environment);
  const known = await environmentIdsBySlug(prismaExecutor(tx), slugs);
  return stops.map(({ environment, goesOn }, index) => {
    const environmentId = known.get(environment);
    const field = `stops.${index}.environment`;
    if (!environmentId)
      throw invalidField(field, `There is no environment ${environment}.`, "Choose one of the catalog.");
    if (slugs.indexOf(environment) !== index)
      throw invalidField(field, `It stops in ${environment} twice.`, "Name each environment once.");
    return { environmentId, goesOn };
  });
}
