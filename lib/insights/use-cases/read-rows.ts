import { decodeCursor, encodeCursor } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { type RowsAnswer, RowsInput, type RowView } from "../contract";
import { answerFigure } from "../domain/answer-figures";
import { momentOf } from "../domain/delivery-record";
import { type FigureRow, figureRows } from "../domain/figure-rows";
import type { Places } from "../place-read-model";
import { selectRecords } from "./select-records";

/** The rows behind a figure, newest first: what it is made of, what it counts, or what it leaves out and why. */
export const listFigureRows = defineQuery({
  name: "insight.rows",
  permission: "insights:read",
  input: RowsInput,
  async handle({ input, db, now }): Promise<RowsAnswer> {
    const selected = await selectRecords(db, input, now);
    const { rules, period, places, zone, asOf } = selected;
    const from = Number(decodeCursor(input.cursor, /^\d{1,9}$/) ?? 0);
    const { total, rows } = figureRows(input.measure, selected.parts, {
      rules: rules.rules,
      window: period.window,
      choice: input.show,
      from,
      limit: input.limit,
    });
    const end = from + rows.length;
    return {
      rulesVersion: rules.version,
      zone,
      asOf: asOf === null ? null : new Date(asOf).toISOString(),
      window: { from: period.from, to: period.to },
      figure: answerFigure(input.measure, selected.parts, { ...period, now: selected.now, rules: rules.rules }),
      total,
      items: rows.map((row) => rowView(row, places)),
      nextCursor: end < total ? encodeCursor(String(end)) : null,
    };
  },
});

/** A row as people read it. */
export function rowView(row: FigureRow, places: Places): RowView {
  const { record, change, value, excludedBecause, signals } = row;
  const unknown = (id: string) => ({ id, slug: id, name: id });
  const environment = places.environments.get(record.environmentId) ?? unknown(record.environmentId);
  return {
    deploymentId: record.deploymentId,
    change: change && { id: change.id, name: change.name },
    service: places.services.get(record.serviceId) ?? unknown(record.serviceId),
    environment: { id: environment.id, slug: environment.slug, name: environment.name },
    version: record.version,
    previousVersion: record.previousVersion,
    kind: record.kind,
    outcome: record.outcome,
    at: new Date(momentOf(record)).toISOString(),
    value,
    excludedBecause,
    signals: signals.map((signal) => ({
      kind: signal.kind,
      id: signal.id,
      detectedAt: new Date(signal.detectedAt).toISOString(),
      restoredAt: signal.restoredAt === null ? null : new Date(signal.restoredAt).toISOString(),
    })),
  };
}
