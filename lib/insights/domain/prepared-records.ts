import { contributionOf, type ExclusionReason, exclusionReasons, leadTimeExclusion, leadTimeOf } from "./counting";
import { type DeliveryRecord, momentOf, stageNames } from "./delivery-record";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures } from "./measures";

/** Stages by name, and one for those that pipelines name otherwise. */
export const stageColumns = [...stageNames, "other"] as const;

const reasonCodes = new Map(exclusionReasons.map((reason, index) => [reason, index + 1]));
const leadIndex = measures.indexOf("lead_time");
const stageIndex = new Map<string, number>(stageColumns.map((stage, index) => [stage, index]));

/**
 * Records as columns of numbers under one version of the rules, decided once: what each adds to each measure, or why it adds nothing.
 * Figures over a year of an organisation add these up a million times, for which objects are too slow.
 */
export interface PreparedRecords {
  readonly records: readonly DeliveryRecord[];
  /** The moment by which each belongs to a period. */
  readonly at: Float64Array;
  /** By record and measure: 0 when it is counted, else 1 + the index of the reason. */
  readonly codes: Uint8Array;
  /** By record and measure; of lead time nothing. */
  readonly values: Float64Array;
  /** Where the lead times of each record begin in `leadMs`. */
  readonly leadFrom: Int32Array;
  readonly leadMs: Float64Array;
  /** Changes of each record whose lead time is not known. */
  readonly leadUnknown: Uint16Array;
  /** By record and stage: milliseconds of the changes that count, and in how many of them the stage is known. */
  readonly stageMs: Float64Array;
  readonly stageN: Uint16Array;
}

/** Decide about every record, once. */
export function prepareRecords(records: readonly DeliveryRecord[], rules: InsightRules): PreparedRecords {
  const size = records.length;
  const lead: number[] = [];
  const prepared = {
    records,
    at: new Float64Array(size),
    codes: new Uint8Array(size * measures.length),
    values: new Float64Array(size * measures.length),
    leadFrom: new Int32Array(size + 1),
    leadUnknown: new Uint16Array(size),
    stageMs: new Float64Array(size * stageColumns.length),
    stageN: new Uint16Array(size * stageColumns.length),
  };
  for (const [index, record] of records.entries()) {
    prepared.at[index] = momentOf(record);
    decide(prepared, index, record, rules);
    prepared.leadFrom[index] = lead.length;
    if (prepared.codes[index * measures.length + leadIndex] === 0) addChanges(prepared, lead, index, record, rules);
  }
  prepared.leadFrom[size] = lead.length;
  return { ...prepared, leadMs: Float64Array.from(lead) };
}

type Columns = Omit<PreparedRecords, "leadMs">;

function decide({ codes, values }: Columns, index: number, record: DeliveryRecord, rules: InsightRules): void {
  const first = index * measures.length;
  for (const [column, measure] of measures.entries()) {
    if (measure === "lead_time") codes[first + column] = codeOf(leadTimeExclusion(record, rules));
    else {
      const contribution = contributionOf(measure, record, rules);
      if (contribution.kind === "counted") values[first + column] = contribution.value;
      else codes[first + column] = codeOf(contribution.reason);
    }
  }
}

function codeOf(reason: ExclusionReason | null): number {
  return reason === null ? 0 : (reasonCodes.get(reason) ?? 0);
}

function addChanges(
  { leadUnknown, stageMs, stageN }: Columns,
  lead: number[],
  index: number,
  record: DeliveryRecord,
  rules: InsightRules,
): void {
  const first = index * stageColumns.length;
  for (const change of record.changes) {
    const leadTimeMs = leadTimeOf(change, rules);
    if (leadTimeMs === null) {
      leadUnknown[index] = (leadUnknown[index] ?? 0) + 1;
      continue;
    }
    lead.push(leadTimeMs);
    for (const stage in change.stagesMs) {
      if (stage === "data_preparation" && rules.leaveOutDataPreparation) continue;
      const column = first + (stageIndex.get(stage) ?? stageColumns.length - 1);
      stageMs[column] = (stageMs[column] ?? 0) + (change.stagesMs[stage] ?? 0);
      stageN[column] = (stageN[column] ?? 0) + 1;
    }
  }
}

/** Position of a measure among the columns. */
export function columnOf(measure: Measure): number {
  return measures.indexOf(measure);
}
