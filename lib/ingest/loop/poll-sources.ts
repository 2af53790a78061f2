import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { sendHint } from "@/lib/platform/stream/hints";
import { EventSourceConfig } from "../contract";
import { tallyDoor } from "../delivery-store";
import { type DuePoll, savePollError, savePollPage, takeDuePoll } from "../poll-store";
import type { PollRequest, Reconciler } from "../port";
import { openSecret } from "../source-secret";
import type { IntakeParts } from "./intake-parts";
import { recordAsked } from "./record-asked";

/** What asking other systems needs beside the intake's parts. */
export interface PollParts extends IntakeParts {
  readonly outbound: OutboundClient;
  readonly secrets: SecretBox;
  now(): Instant;
}

export const pollLimits = {
  /** Pages that one turn takes; the next turn goes on from there. */
  pagesPerTurn: 50,
  turnMs: 120_000,
  dayMs: 86_400_000,
} as const;

/**
 * Ask one system that is due for what its hooks may have lost. Answers whether one was due. A failure is written beside the source in
 * words and counted; the next turn begins at the same cursor, so that nothing is left out. Facts that cannot be stored are dead
 * deliveries of the source.
 */
export async function pollOnce(parts: PollParts): Promise<boolean> {
  const due = await parts.transaction(takeDuePoll);
  if (!due) return false;
  try {
    await poll(parts, due);
  } catch (error) {
    const words = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    parts.log.warn({ err: error, source: due.slug }, "a system could not be asked");
    await parts.transaction(async (db) => {
      await savePollError(db, due.id, words);
      // The words above go with the next answer; the tally keeps that it happened.
      await tallyDoor(db, [{ sourceId: due.id, outcome: "asking_failed", detail: words.slice(0, 300), count: 1 }]);
    });
  }
  await parts.transaction((db) => sendHint(db, { topic: "signal", id: due.id, revision: 0 }));
  return true;
}

async function poll(parts: PollParts, due: DuePoll): Promise<void> {
  const reconciler = parts.registry.reconcilers.get(due.kind);
  if (!reconciler) throw new Error(`Nothing here asks systems of kind ${due.kind}.`);
  const { settings, polling } = EventSourceConfig.parse(due.config);
  const startedAt = parts.now();
  const request: Omit<PollRequest, "cursor"> = {
    source: { id: due.id, slug: due.slug, kind: due.kind, config: settings },
    secret: openSecret(parts.secrets, due.id, due.secret).pollToken ?? null,
    since: plusMs(instant(Math.round(due.createdMs)), -(polling?.lookbackDays ?? 7) * pollLimits.dayMs),
    outbound: parts.outbound,
  };
  let cursor = due.cursor;
  for (let page = 0; page < pollLimits.pagesPerTurn; page += 1) {
    const answer = await withDeadline(reconciler, { ...request, cursor });
    cursor = answer.cursor;
    // First the facts, then the cursor: a process that ends in between asks for the page again, and loses nothing.
    await recordAsked(parts, due.id, answer, parts.now());
    await parts.transaction((db) =>
      savePollPage(db, due.id, { cursor, untilMs: answer.isComplete ? startedAt : null }),
    );
    if (answer.isComplete || parts.now() - startedAt > pollLimits.turnMs) return;
  }
}

/** One page within the time of a turn; a system that never answers does not keep the others waiting. */
async function withDeadline(reconciler: Reconciler, request: PollRequest): ReturnType<Reconciler["poll"]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = pollLimits.turnMs / 1_000;
    timer = setTimeout(
      () => reject(new Error(`The system did not answer within ${seconds} seconds.`)),
      pollLimits.turnMs,
    );
  });
  try {
    return await Promise.race([reconciler.poll(request), late]);
  } finally {
    clearTimeout(timer);
  }
}
