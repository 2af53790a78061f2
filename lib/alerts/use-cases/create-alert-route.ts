import { defineUseCase } from "@/lib/platform/use-case";
import { findRouteView } from "../alert-route-read-model";
import { insertAlertRoute } from "../alert-route-store";
import { type AlertRouteView, CreateAlertRouteInput } from "../contract";
import { checkPlaces, connectionIdOf } from "./route-fields";

/** Say who is told of which alarms, from the next one that fires. */
export const createAlertRoute = defineUseCase({
  name: "alert-route.create",
  permission: "alert:write",
  input: CreateAlertRouteInput,
  subject: (input) => ({ kind: "alert_route", id: null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, tx, ids, actor, record, hint }): Promise<AlertRouteView> {
    const { name, connection, match } = input;
    const connectionId = await connectionIdOf(tx, connection);
    await checkPlaces(tx, match);
    const id = ids.next("art");
    await insertAlertRoute(tx, { id, name, connectionId, match, createdBy: actor.name });
    await record({ subject: { kind: "alert_route", id, name }, after: input });
    await hint({ topic: "alert", id: "routes", revision: 0 });
    const created = await findRouteView(tx, id);
    if (!created) throw new Error("a route that was just inserted is not there");
    return created;
  },
});
