import { plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineQuery, defineUseCase } from "@/lib/platform/use-case";
import {
  type GateWatchList,
  type GateWatchView,
  ListWatchesInput,
  WatchGateInput,
  watchKinds,
} from "../watch-contract";
import { findWatchConnection, listWatchViews } from "../watch-read-model";
import { insertWatch } from "../watch-store";
import { requireGatePlace } from "./find-gate-place";

const hourMs = 3_600_000;

/**
 * Have a connection told once this version may go there: at once when it may already, so that nobody waits for what is. Asking again
 * renews the time.
 */
export const watchGate = defineUseCase({
  name: "gate.watch",
  permission: "signal:push",
  input: WatchGateInput,
  subject: (input) => ({ kind: "gate", id: null, name: `${input.service ?? ""} to ${input.environment ?? ""}` }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<GateWatchView> {
    const db = prismaExecutor(tx);
    const { service, environment } = await requireGatePlace(db, input);
    const connectionId = await findWatchConnection(db, input.connection, watchKinds);
    if (connectionId === null) {
      const remedy = "Name a webhook or mailbox for alerts that is in use under Connections.";
      throw invalidField("connection", `No connection ${input.connection} can be told.`, remedy);
    }
    const place = { serviceId: service.id, environmentId: environment.id };
    const id = await insertWatch(db, {
      ...{ id: ids.next("gwt"), ...place, version: input.version, connectionId, askedBy: actor.name },
      ...{ askedAt: now, expiresAt: plusMs(now, input.hours * hourMs) },
    });
    const [view] = await listWatchViews(db, place, now, id);
    if (!view) throw new Error("a watch that was just kept is not there");
    const name = `${service.slug} to ${environment.slug}`;
    await record({ subject: { kind: "gate", id: null, name }, after: view });
    await hint({ topic: "gate", id: service.slug, revision: 1 });
    return view;
  },
});

/** Who is to be told that this gate opens, and what became of it. */
export const listGateWatches = defineQuery({
  name: "gate.list_watches",
  permission: "gate:read",
  input: ListWatchesInput,
  async handle({ input, db, now }): Promise<GateWatchList> {
    const executor = prismaExecutor(db);
    const { service, environment } = await requireGatePlace(executor, input);
    return { items: await listWatchViews(executor, { serviceId: service.id, environmentId: environment.id }, now) };
  },
});
