import { createHash } from "node:crypto";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { insertDeliveries, type ReadDelivery, saveRead } from "./delivery-store";
import type { SetAside } from "./domain/kept-fact";

/** Longest text that is kept of one. */
const longestText = 262_144;

/**
 * Keep what an asked system told and what could not be stored as dead deliveries of its source, so that it stands on the source's page
 * and facts can be read again. In the caller's transaction; what is set aside already stays one. Answers how many are new.
 */
export async function setAside(
  db: SqlExecutor,
  sourceId: string,
  given: readonly SetAside[],
  nowMs: number,
): Promise<number> {
  if (given.length === 0) return 0;
  const deliveries = given.map(({ text }) => ({
    sourceId,
    senderId: `asked:${createHash("sha256").update(text).digest("hex")}`,
    bodyHash: null,
    headers: {},
    body: new TextEncoder().encode(text.slice(0, longestText)),
    verification: "asked" as const,
  }));
  const stored = await insertDeliveries(db, deliveries, nowMs);
  const read = given.flatMap(({ event, outcome, words }, at): ReadDelivery[] => {
    const id = stored[at]?.id ?? null;
    if (id === null) return [];
    return [{ id, sourceId, state: "dead", outcome, detail: { event, words }, factCount: 0, parserVersion: null }];
  });
  if (read.length > 0) await saveRead(db, read);
  return read.length;
}
