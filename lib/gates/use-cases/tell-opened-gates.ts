import { z } from "zod";
import { partsOf } from "@/lib/alerts/use-cases/parts-of";
import { tellNews } from "@/lib/alerts/use-cases/tell-news";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { answerInWords } from "../domain/verdict-words";
import { findGatePlace } from "../place-read-model";
import { askGates, openSitting } from "../verdict-read-model";
import { lockWaiting } from "../watch-read-model";
import { saveOpened } from "../watch-store";

/** Watches of one round; what is beyond waits a minute. */
const watchesARound = 30;

/**
 * Ask every gate that somebody waits for, and have those who wait told where it is open. What is told is the answer of that moment: whoever
 * goes on asks again. Answers how many were told. For the worker.
 */
export const tellOpenedGates = defineUseCase({
  name: "gate.tell",
  permission: "signal:push",
  input: z.strictObject({}),
  subject: () => ({ kind: "gate", id: null }),
  async handle({ tx, now, runtime, record, hint }): Promise<number> {
    const db = prismaExecutor(tx);
    let told = 0;
    const watches = await lockWaiting(db, now, watchesARound);
    const together = openSitting(watches);
    for (const watch of watches) {
      const { id, service, environment, version, serviceId, environmentId, connectionId } = watch;
      const place = await findGatePlace(db, watch);
      if (!place) continue;
      const { verdict } = await askGates(runtime.db, { place, version, purpose: "release", now, together });
      if (verdict.answer !== "open") continue;
      const words = { service: place.service, environment: place.environment, version, ...verdict };
      const alarmId = await tellNews(
        db,
        partsOf(runtime),
        {
          ...{ kind: "gate", subjectKey: `gate:${id}`, serviceId, environmentId, objectiveId: null, connectionId },
          title: `${version} of ${place.service.name} may go to ${place.environment.name}`,
          sentence: answerInWords(words),
          facts: { gate: { version, path: `/gates/${service}/${environment}?version=${encodeURIComponent(version)}` } },
        },
        now,
      );
      if (await saveOpened(db, id, alarmId, now)) told += 1;
      await hint({ topic: "gate", id: service, revision: 1 });
    }
    await record({ subject: { kind: "gate", id: null }, after: { told } });
    return told;
  },
});
