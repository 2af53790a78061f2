import { findEnvironment } from "@/lib/catalog/environment-read-model";
import { findService } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetStatusPageInput, type ShownService, type StatusPageSettings } from "../contract";
import { loadStatusPage } from "../status-page-read-model";
import { type SavedStatusPage, saveStatusPage } from "../status-page-store";

/** Switch the public status page on or off, and say which services it shows under which names. */
export const setStatusPage = defineUseCase({
  name: "status-page.set",
  permission: "status-page:write",
  input: SetStatusPageInput,
  subject: () => ({ kind: "status_page", id: "status" }),
  async handle({ input, actor, now, tx, record, hint }): Promise<StatusPageSettings> {
    const { isOn, title, services, revision, reason } = input;
    const db = prismaExecutor(tx);
    const before = await loadStatusPage(db, { lock: true });
    requireRevision(before, revision);
    await saveStatusPage(db, { isOn, title, services: await placesOf(tx, services), by: actor.name, at: now });
    const after = await loadStatusPage(db);
    await record({ subject: { kind: "status_page", id: "status", name: title }, before, after, reason });
    await hint({ topic: "status-page", id: "status", revision: after.revision });
    return after;
  },
});

/** The places that are meant. Two of one name could not be told apart on the page. */
async function placesOf(tx: Tx, services: readonly ShownService[]): Promise<SavedStatusPage["services"]> {
  const places: SavedStatusPage["services"][number][] = [];
  for (const [index, { name, service, environment }] of services.entries()) {
    const field = (part: string) => `services.${index}.${part}`;
    if (services.findIndex((one) => one.name === name) !== index) {
      throw invalidField(field("name"), `“${name}” is shown already.`, "Give each service a name of its own.");
    }
    const found = await findService(tx, service);
    if (!found) throw invalidField(field("service"), "There is no such service.", "Choose one that there is.");
    const place = await findEnvironment(tx, environment);
    if (!place) throw invalidField(field("environment"), "There is no such environment.", "Choose one that there is.");
    places.push({ name, serviceId: found.id, environmentId: place.id });
  }
  return places;
}
