import type { ActionResult } from "./action";
import { ApiError, toApiError } from "./api-client";

/** A server action as components get it: the input of its use-case, perhaps an idempotency key. */
export type ServerAction<Input, Output> = (input: Input, idempotencyKey?: string) => Promise<ActionResult<Output>>;

/**
 * Call a server action and give its data. Client-safe.
 * @throws ApiError for a refusal, and with code `unavailable` when the server cannot be reached.
 */
export async function callAction<Input, Output>(
  action: ServerAction<Input, Output>,
  input: Input,
  idempotencyKey?: string,
): Promise<Output> {
  const result = await action(input, idempotencyKey).catch(() => null);
  if (result?.ok) return result.data;
  if (result === null || result === undefined) {
    throw new ApiError({
      code: "unavailable",
      status: 0,
      title: "The server did not answer",
      detail: "Look whether it happened before you try again.",
      reasons: [],
      requestId: null,
      current: undefined,
    });
  }
  throw toApiError(result.problem, result.problem.status, result.problem.requestId);
}
