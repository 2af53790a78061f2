import { boundsOf } from "@/lib/calendar/domain/recurrence";
import { periodOf, resolveRecurrence } from "@/lib/calendar/use-cases/window-fields";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { PromiseHoursInput, type PromiseView } from "../contract";
import { findPromise, promiseView } from "../promise-read-model";
import { insertPromise } from "../promise-store";
import { invalid, requireEnvironment } from "./find-wished";

/** Promise hours in which an environment is there: once, or as they come back. They count from now on. */
export const promiseHours = defineUseCase({
  name: "environment.promise_hours",
  permission: "reservation:manage",
  input: PromiseHoursInput,
  subject: (input) => ({ kind: "environment", id: input.slug ?? null }),
  async handle({ input, tx, actor, now, ids, record, hint }): Promise<PromiseView> {
    const db = prismaExecutor(tx);
    const environment = await requireEnvironment(db, input.slug);
    const first = periodOf(input);
    if (first.to <= first.from)
      throw invalidField("endsAt", "Promised hours end after they start.", "Choose a later end.");
    const resolved = input.recurrence === null ? null : resolveRecurrence(first, input.recurrence);
    if (resolved && resolved.reasons.length > 0) throw invalid(resolved.reasons);
    const recurrence = resolved?.recurrence ?? null;
    const span = (recurrence && boundsOf(recurrence)) ?? first;
    const id = ids.next("prm");
    const given = { id, environmentId: environment.id, name: input.name, span, recurrence, by: actor.name, at: now };
    await insertPromise(db, given);
    const kept = await findPromise(db, id);
    if (!kept) throw new Error("promised hours that were just kept are not there");
    const view = promiseView(kept);
    const subject = { kind: "environment", id: environment.slug, name: environment.name };
    await record({ subject, after: view });
    await hint({ topic: "reservation", id: environment.slug, revision: 1 });
    return view;
  },
});
