import { createHash } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import { QueueFullError } from "@/lib/platform/group-commit";
import { notFound } from "@/lib/platform/refusals";
import type { Runtime } from "@/lib/platform/runtime";
import { keptHeaders } from "../domain/kept-headers";
import { type Door, doorOf } from "../door-store";
import type { SignalParser, Verification } from "../port";
import { currentSignalRegistry } from "../registry";

/** A body at the door. Header names are in lower case. */
export interface IncomingBody {
  readonly slug: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes as they came, at most so many. Throws `payload_too_large` beyond. */
  readBytes(maxBytes: number): Promise<Uint8Array>;
}

/** What became of it. `id` names the delivery; null for one that is not kept. */
export interface ReceivedDelivery {
  readonly outcome: "accepted" | "duplicate" | "source_disabled";
  readonly id: string | null;
}

/**
 * Let a body in: verify it over its raw bytes, keep it, answer once it is committed. Whether it can be understood is found out
 * later and is no reason to refuse it, because senders stop sending to who refuses. Throws `not_found` (no such source),
 * `unauthenticated` (its sender is not who it says; counted once), `payload_too_large`, `unavailable` (send it again).
 */
export async function receiveDelivery(incoming: IncomingBody, runtime: Runtime): Promise<ReceivedDelivery> {
  const door = doorOf(runtime);
  const source = await guarded(() => door.source(incoming.slug));
  const parser = source && currentSignalRegistry().parsers.get(source.kind);
  if (!source || !parser) throw notFound("event source", incoming.slug);
  const body = await bodyOf(incoming, source.maxBodyBytes, (detail) => refuse(door, source.id, "too_large", detail));
  const raw = { headers: incoming.headers, body };
  const verification = verified(parser, raw, source.secrets, runtime);
  if (verification.kind === "refused") {
    await refuse(door, source.id, verification.outcome, verification.detail);
    throw new AppError("unauthenticated", { detail: verification.detail });
  }
  if (source.isDisabled) {
    await refuse(door, source.id, "source_disabled", "The source is switched off here; nothing of it is kept.");
    return { outcome: "source_disabled", id: null };
  }
  const senderId = senderIdOf(parser, raw);
  const { id } = await guarded(() =>
    door.deliver({
      sourceId: source.id,
      senderId,
      bodyHash: senderId === null ? createHash("sha256").update(body).digest("hex") : null,
      headers: keptHeaders(incoming.headers, source.secrets),
      body,
      verification: verification.how,
    }),
  );
  if (id !== null) return { outcome: "accepted", id };
  await refuse(door, source.id, "duplicate", null);
  return { outcome: "duplicate", id: null };
}

async function bodyOf(
  incoming: IncomingBody,
  maxBytes: number,
  refused: (detail: string) => Promise<void>,
): Promise<Uint8Array> {
  try {
    return await incoming.readBytes(maxBytes);
  } catch (error) {
    if (error instanceof AppError && error.code === "payload_too_large") await refused(error.message);
    throw error;
  }
}

/** A parser that fails at a body has not verified it. */
function verified(
  parser: SignalParser,
  raw: Parameters<SignalParser["verify"]>[0],
  secrets: readonly string[],
  runtime: Runtime,
): Verification {
  try {
    return parser.verify(raw, secrets, runtime.clock.now());
  } catch (error) {
    runtime.log.error({ err: error, kind: parser.kind }, "a parser failed at verifying");
    return { kind: "refused", outcome: "not_verifiable", detail: "What proves the sender could not be read." };
  }
}

function senderIdOf(parser: SignalParser, raw: Parameters<SignalParser["senderId"]>[0]): string | null {
  const id = parser.senderId(raw)?.toWellFormed().replaceAll("\0", "").slice(0, 300);
  return id ? id : null;
}

async function refuse(door: Door, sourceId: string, outcome: string, detail: string | null): Promise<void> {
  await guarded(() => door.count({ sourceId, outcome, detail: detail?.slice(0, 300) ?? null, count: 1 }));
}

/** Whatever keeps us from committing is ours, and passes: the sender is asked to come again. */
async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = cause instanceof QueueFullError ? "Too much comes in at once." : "The delivery could not be kept.";
    throw new AppError("unavailable", { detail: `${why} Send it again in a moment.`, cause });
  }
}
