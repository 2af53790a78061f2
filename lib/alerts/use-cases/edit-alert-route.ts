import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findRouteView } from "../alert-route-read-model";
import { saveAlertRoute } from "../alert-route-store";
import { type AlertRouteView, EditAlertRouteInput } from "../contract";
import { checkPlaces, connectionIdOf } from "./route-fields";

/** Change a route, or put it out of use. Who was told that an alarm fired is still told what becomes of it. */
export const editAlertRoute = defineUseCase({
  name: "alert-route.edit",
  permission: "alert:write",
  input: EditAlertRouteInput,
  subject: (input) => ({ kind: "alert_route", id: input.id ?? null }),
  async handle({ input, tx, now, record, hint }): Promise<AlertRouteView> {
    const { id, revision, name, connection, match, isEnabled } = input;
    const before = await findRouteView(tx, id);
    if (!before) throw notFound("alert route", id);
    requireRevision(before, revision);
    const connectionId = connection === undefined ? undefined : await connectionIdOf(tx, connection);
    if (match) await checkPlaces(tx, match);
    const disabledAt = isEnabled === undefined ? undefined : isEnabled ? null : new Date(now);
    const isSaved = await saveAlertRoute(tx, { id, revision }, { name, connectionId, match, disabledAt });
    const after = await findRouteView(tx, id);
    if (!after) throw notFound("alert route", id);
    if (!isSaved) requireRevision(after, revision);
    await record({ subject: { kind: "alert_route", id, name: after.name }, before, after });
    await hint({ topic: "alert", id: "routes", revision: 0 });
    return after;
  },
});
