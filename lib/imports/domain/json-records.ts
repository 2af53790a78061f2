import type { ImportRecord } from "./draft";

export interface SplitJson {
  readonly records: readonly ImportRecord[];
  readonly faults: readonly { readonly row: number; readonly message: string }[];
}

/** Names under which exports keep their lists. */
const lists = [
  "deployments",
  "statuses",
  "pulls",
  "pull_requests",
  "merge_requests",
  "incidents",
  "log_entries",
  "cicd_deployments",
  "cicd_deployment_commits",
  "issues",
  "items",
  "records",
  "rows",
  "facts",
  "result",
] as const;

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => (Array.isArray(one) ? one : [one]));
  if (typeof value !== "object" || value === null) return [value];
  const found = lists.flatMap((name) => {
    const list = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    return Array.isArray(list) ? list : [];
  });
  // An incident has log entries of its own, a deployment its statuses: those are one record.
  return found.length > 0 && !Object.hasOwn(value, "id") ? found : [value];
}

/**
 * Records of a JSON file: a list, lists of lists (pages one after the other), an object with known lists, or one value on each line.
 * `firstRow` counts records from 1.
 */
export function splitJson(text: string, firstRow: number): SplitJson {
  const whole = tryParse(text.replace(/^\uFEFF/, ""));
  if (whole.ok)
    return { records: partsOf(whole.value).map((value, index) => ({ row: firstRow + index, value })), faults: [] };
  const records: ImportRecord[] = [];
  const faults: { row: number; message: string }[] = [];
  let row = firstRow;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const parsed = tryParse(line);
    if (parsed.ok) {
      for (const value of partsOf(parsed.value)) {
        records.push({ row, value });
        row += 1;
      }
    } else {
      faults.push({ row, message: "This line is not JSON." });
      row += 1;
    }
  }
  return { records, faults };
}

function tryParse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
