import { ownIncidentKey } from "@/lib/ingest/domain/subject-key";
import { tellOwnFacts } from "@/lib/ingest/use-cases/tell-own-facts";
import type { Instant } from "@/lib/kernel/instant";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { type AlarmPlace, loadLive, loadPlace, type PlaceIds } from "../alarm-place-read-model";
import { insertAlarm } from "../alarm-store";
import { listActiveRoutes } from "../alert-route-read-model";
import { type AlarmFacts, AlarmFacts as Facts, type RoutedKind } from "../contract";
import { openingFacts } from "../domain/incident-facts";
import { routesFor } from "../domain/routing";
import type { AlarmParts } from "../port";
import { composeMessage, tellConnections } from "./tell-connections";

export interface RaisedAlarm extends PlaceIds {
  readonly subjectKey: string;
  readonly kind: RoutedKind;
  /** Given the names of the place. */
  readonly titleOf: (place: AlarmPlace) => string;
  readonly sentence: string;
  readonly facts: Partial<AlarmFacts>;
  /** Slug of the team that it is about, where it has no service whose team it could be. */
  readonly team?: string | null;
  /** Names of routes that are told beside those that take it. */
  readonly alsoBy?: readonly string[];
}

/**
 * Write down that something fired, in the caller's transaction: the alarm, its incident when it pages, who is to be told, and the audit
 * record. Whoever calls has looked that the subject has no open alarm. Answers its id.
 */
export async function raiseAlarm(
  db: SqlExecutor,
  parts: AlarmParts,
  raised: RaisedAlarm,
  now: Instant,
): Promise<string> {
  const { subjectKey, kind, sentence, objectiveId, serviceId, environmentId } = raised;
  const id = parts.ids.next("alm");
  const place = await loadPlace(db, raised);
  const facts = Facts.parse({ ...raised.facts, live: await loadLive(db, raised) });
  const title = raised.titleOf(place).slice(0, 200);
  const incidentKey = kind === "page" ? ownIncidentKey(id) : null;
  const alarm = { id, subjectKey, kind, objectiveId, serviceId, environmentId, title, sentence, facts, incidentKey };
  await insertAlarm(db, alarm, now);
  const message = composeMessage(parts, { id, kind, title, facts, step: "trigger", sentence }, place, now);
  const routes = routesFor(
    { kind, ...place, team: raised.team ?? place.team },
    await listActiveRoutes(db),
    raised.alsoBy,
  );
  const told = routes.map(({ id: routeId, name: routeName, connectionId }) => ({ connectionId, routeId, routeName }));
  await tellConnections(db, parts, message, told, now);
  if (incidentKey !== null)
    await tellOwnFacts(db, parts.ids, openingFacts({ subjectKey: incidentKey, message, at: now }));
  await appendAudit(db, {
    action: "alert.fired",
    outcome: "accepted",
    actor: systemActor("alerts"),
    subject: { kind: "alert", id, name: title },
    detail: { kind, sentence, told: routes.map(({ name }) => name) },
  });
  await sendHint(db, { topic: "alert", id, revision: 1 });
  return id;
}
