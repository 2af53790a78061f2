import { createHmac } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import type { Actor } from "./auth/actor";
import type { Db, Tx } from "./db/prisma";

/** A request that may be repeated: whose it is, its key, and a hash of everything that was asked. */
export interface KeyedRequest {
  readonly actorKey: string;
  readonly key: string;
  readonly operation: string;
  readonly requestHash: string;
}

/**
 * The keyed request behind a call; null when it carries no Idempotency-Key. The hash is keyed with `secret`: a request may
 * hold a password, and a plain hash of one can be guessed at leisure.
 */
export function keyedRequest(
  call: { readonly actor: Actor; readonly idempotencyKey?: string | undefined },
  asked: { readonly operation: string; readonly input: unknown; readonly secret: string },
): KeyedRequest | null {
  const { actor, idempotencyKey } = call;
  if (!idempotencyKey) return null;
  const requestHash = createHmac("sha256", asked.secret)
    .update(asked.operation)
    .update("\n")
    .update(JSON.stringify(asked.input ?? {}))
    .digest("hex");
  const actorKey = `${actor.kind}:${actor.id ?? actor.name}`;
  return { actorKey, key: idempotencyKey, operation: asked.operation, requestHash };
}

/**
 * The answer kept for this request; null when it was not answered yet. Throws `idempotency_mismatch` when the key was used
 * for another request.
 */
export async function storedAnswer(db: Db | Tx, request: KeyedRequest): Promise<{ response: unknown } | null> {
  const { actorKey, key } = request;
  const found = await db.idempotencyRecord.findUnique({ where: { actorKey_key: { actorKey, key } } });
  if (!found) return null;
  if (found.requestHash !== request.requestHash) {
    throw new AppError("idempotency_mismatch", {
      detail: "Use a new Idempotency-Key for another request, or send the same request again.",
    });
  }
  return { response: found.response };
}

/** Wait until no other request with this key is under way, until the transaction ends: the second finds the first's answer. */
export async function lockKey(tx: Tx, { actorKey, key }: KeyedRequest): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`${actorKey}\n${key}`}, 7))`;
}

/** Keep the answer in the transaction of its effect. */
export async function keepAnswer(tx: Tx, request: KeyedRequest, output: unknown): Promise<void> {
  const response = output === undefined ? undefined : JSON.parse(JSON.stringify(output));
  await tx.idempotencyRecord.create({ data: { ...request, response } });
}
