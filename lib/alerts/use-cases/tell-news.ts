import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { loadPlace, type PlaceIds } from "../alarm-place-read-model";
import { insertAlarm, saveResolved } from "../alarm-store";
import { type AlarmFacts, AlarmFacts as Facts } from "../contract";
import type { AlarmParts } from "../port";
import { composeMessage, tellConnections } from "./tell-connections";

export interface News extends PlaceIds {
  readonly kind: "gate";
  readonly subjectKey: string;
  readonly title: string;
  readonly sentence: string;
  readonly facts: Partial<AlarmFacts>;
  /** Who is told: whoever asked for it, by no route. */
  readonly connectionId: string;
}

/** Tell one connection something that asks for nothing: it is over at once, and nobody hears of an end. Answers the id of its alarm. */
export async function tellNews(db: SqlExecutor, parts: AlarmParts, news: News, now: Instant): Promise<string> {
  const { kind, subjectKey, sentence, objectiveId, serviceId, environmentId, connectionId } = news;
  const id = parts.ids.next("alm");
  const title = news.title.slice(0, 200);
  const facts = Facts.parse(news.facts);
  const alarm = { id, subjectKey, kind, objectiveId, serviceId, environmentId, title, sentence, facts };
  await insertAlarm(db, { ...alarm, incidentKey: null }, now);
  await saveResolved(db, id, now, sentence);
  const message = composeMessage(parts, { ...alarm, step: "trigger" }, await loadPlace(db, news), now);
  await tellConnections(db, parts, message, [{ connectionId, routeId: subjectKey, routeName: "asked for" }], now);
  return id;
}
