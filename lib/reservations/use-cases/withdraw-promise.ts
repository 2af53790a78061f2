import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type PromiseView, WithdrawPromiseInput } from "../contract";
import { findPromise, promiseView } from "../promise-read-model";
import { withdrawStored } from "../promise-store";

/** Promise hours no longer, from now on. What was promised until now stays, and counts. */
export const withdrawPromise = defineUseCase({
  name: "environment.withdraw_promise",
  permission: "reservation:manage",
  input: WithdrawPromiseInput,
  subject: (input) => ({ kind: "promise", id: input.id ?? null }),
  async handle({ input, tx, now, record, hint }): Promise<PromiseView> {
    const db = prismaExecutor(tx);
    const before = await findPromise(db, input.id);
    const isWithdrawn = before !== null && (await withdrawStored(db, input.id, now));
    const after = isWithdrawn ? await findPromise(db, input.id) : null;
    if (!before || !after) throw notFound("promise", input.id);
    const subject = { kind: "promise", id: input.id, name: before.name };
    await record({ subject, reason: input.reason, before: promiseView(before), after: promiseView(after) });
    await hint({ topic: "reservation", id: input.id, revision: 1 });
    return promiseView(after);
  },
});
