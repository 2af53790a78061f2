import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { loadPlace } from "../alarm-place-read-model";
import { insertAlarm, saveResolved } from "../alarm-store";
import { findAlertConnectionOf, findRouteView } from "../alert-route-read-model";
import { AlarmFacts, AlertRouteIdInput, type AlertRouteView } from "../contract";
import { partsOf } from "./parts-of";
import { composeMessage, tellConnections } from "./tell-connections";

const nowhere = { objectiveId: null, serviceId: null, environmentId: null } as const;
const sentence = "This is a test of a route. Nothing is wrong, and it is over at once.";

/** Send a test by a route: an alert that says it is one, and its end. It goes the way of every alert. */
export const testAlertRoute = defineUseCase({
  name: "alert-route.test",
  permission: "alert:write",
  input: AlertRouteIdInput,
  subject: (input) => ({ kind: "alert_route", id: input.id ?? null }),
  async handle({ input, tx, now, ids, actor, runtime, record, hint }): Promise<AlertRouteView> {
    const db = prismaExecutor(tx);
    const route = await findRouteView(tx, input.id);
    const connectionId = route && (await findAlertConnectionOf(tx, route.id));
    if (!route || !connectionId) throw notFound("alert route", input.id);
    if (!route.connection.isEnabled) throw unused(route.connection.name);
    const id = ids.next("alm");
    const title = `Test of ${route.name}, by ${actor.name}`;
    const facts = AlarmFacts.parse({});
    const alarm = { id, subjectKey: `test:${id}`, kind: "test", ...nowhere, title, sentence, facts } as const;
    await insertAlarm(db, { ...alarm, incidentKey: null }, now);
    await saveResolved(db, id, now, sentence);
    const place = await loadPlace(db, nowhere);
    for (const step of ["trigger", "resolve"] as const) {
      const message = composeMessage(partsOf(runtime), { ...alarm, step }, place, now);
      await tellConnections(
        db,
        partsOf(runtime),
        message,
        [{ connectionId, routeId: route.id, routeName: route.name }],
        now,
      );
    }
    await record({ subject: { kind: "alert_route", id: route.id, name: route.name }, detail: { alert: id } });
    await hint({ topic: "alert", id: "routes", revision: 0 });
    return (await findRouteView(tx, route.id)) ?? route;
  },
});

function unused(name: string): AppError {
  const message = `The connection ${name} is out of use.`;
  const reasons = [{ code: "connection_disabled", message, remedy: "Use it again under Connections." }];
  return new AppError("rejected", { detail: message, reasons });
}
