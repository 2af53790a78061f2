import { type Instant, instant } from "@/lib/kernel/instant";
import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { type Pulse, pulseOf } from "./domain/source-pulse";
import { qualityOf } from "./domain/source-quality";
import { watermarkOf } from "./domain/watermark";
import type { EventSourceRow } from "./event-source-read-model";
import { eventSourceView } from "./event-source-view";
import type { SourceHealthView } from "./health-contract";
import { readSourceRecord } from "./health-read-model";
import { currentSignalRegistry } from "./registry";

function pulseView(pulse: Pulse): SourceHealthView["pulse"] {
  const nothing = { silentMs: null, usualIntervalMs: null, medianGapMs: null, alarmAfterMs: null, n: 0 };
  return { ...nothing, ...pulse };
}

/** How one source does at `now`. */
export async function sourceHealth(
  db: SqlExecutor,
  row: EventSourceRow,
  given: { readonly now: Instant; readonly box: SecretBox },
): Promise<SourceHealthView> {
  const version = currentSignalRegistry().parsers.get(row.kind)?.version ?? 0;
  const record = await readSourceRecord(db, row.id, version);
  const pulse = pulseOf(record.heardAt, given.now);
  const watermark = watermarkOf({
    now: given.now,
    isEnabled: row.disabledAt === null,
    pulse,
    lastHeardAt: record.heardAt[0] ?? null,
    oldestWaitingAt: record.oldestWaitingAt,
    askedUntil: row.polledUntil === null ? null : instant(row.polledUntil.getTime()),
  });
  const quality = qualityOf(record.counts, pulse);
  const { counts, delay, unknownNames, deadInAll, outdatedInAll, doorOutcomes } = record;
  return {
    source: eventSourceView(row, given.box),
    pulse: pulseView(pulse),
    quality: { ...quality, parts: [...quality.parts] },
    counts,
    delay,
    unknownNames,
    deadInAll,
    outdatedInAll,
    doorOutcomes: [...doorOutcomes],
    watermark: {
      completeUntil: watermark.completeUntil === null ? null : new Date(watermark.completeUntil).toISOString(),
      why: watermark.why,
    },
  };
}
