import { headers } from "next/headers";
import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { currentRuntime } from "@/lib/platform/runtime";
import { recordRefusal, type UseCase } from "@/lib/platform/use-case";
import { type Problem, toProblem } from "./problem";
import { isSameOrigin, requestIdOf, sourceAddressOf } from "./request-facts";

/** What a server action answers: never a thrown error, so that forms can show every reason. */
export type ActionResult<Output> =
  | { readonly ok: true; readonly data: Output }
  | { readonly ok: false; readonly problem: Problem };

/** A use-case as a server action. The same rules as for the API hold: same site, session from the database, audit. */
export function action<Input extends z.ZodType, Output>(
  useCase: UseCase<Input, Output>,
): (input: z.input<Input>, idempotencyKey?: string) => Promise<ActionResult<Output>> {
  return async (input, idempotencyKey) => {
    const runtime = currentRuntime();
    const sent = new Headers(await headers());
    const requestId = requestIdOf(sent, () => runtime.ids.next("req"));
    try {
      const actor = await runtime.authenticate(sent);
      const call = { actor, requestId, sourceAddress: sourceAddressOf(sent, runtime.config) };
      if (!isSameOrigin(sent, runtime.config.SIGNALBOX_URL)) {
        const refusal = new AppError("cross_site_request", { detail: "Reload the page and try again." });
        // Without a session nobody was tricked into anything, and strangers must not fill the log.
        if (actor) await recordRefusal(runtime, useCase.name, { kind: "request", id: null }, call, refusal);
        throw refusal;
      }
      const key = typeof idempotencyKey === "string" ? { idempotencyKey } : {};
      const data = await useCase.run(input, { ...call, ...key }, runtime);
      return { ok: true, data: JSON.parse(JSON.stringify(data ?? null)) };
    } catch (error) {
      return { ok: false, problem: toProblem(error, requestId, runtime.log) };
    }
  };
}
