import { cut, numberAt, textAt } from "@/lib/kernel/json-value";
import { outcomeOf, severityOf } from "./csv-record";
import { type Draft, type DraftedRecord, faultOf, type ImportRecord, type RecordFault, unknownRecord } from "./draft";
import { isoText, readTime, type TimeReading } from "./time-text";

/**
 * Rows of Apache DevLake's domain tables as JSON: `cicd_deployments` or `cicd_deployment_commits`, `incidents` (or `issues` of type
 * INCIDENT) and `pull_requests`. Its times have no zone and are UTC unless said otherwise.
 */
export function readDevlake({ value }: ImportRecord, reading: TimeReading): DraftedRecord {
  const times = timesOf(value, { ...reading, zone: reading.zone ?? "UTC" });
  if (times.faults.length > 0) return { drafts: [], faults: times.faults };
  if (textAt(value, "pull_request_key") !== undefined) return readPull(value, times.at);
  if (textAt(value, "cicd_scope_id") !== undefined && textAt(value, "environment") !== undefined) {
    return readDeployment(value, times.at);
  }
  const key = textAt(value, "incident_key") ?? textAt(value, "issue_key");
  if (key !== undefined) return readIncident(value, key, times.at);
  return unknownRecord("a deployment, an incident or a pull request of DevLake");
}

const timeFields = [
  "created_date",
  "queued_date",
  "started_date",
  "finished_date",
  "resolution_date",
  "merged_date",
  "closed_date",
] as const;

type Times = Readonly<Partial<Record<(typeof timeFields)[number], string>>>;

function timesOf(value: unknown, reading: TimeReading): { readonly at: Times; readonly faults: RecordFault[] } {
  const faults: RecordFault[] = [];
  const found: [string, string][] = [];
  for (const field of timeFields) {
    const text = textAt(value, field);
    if (text === undefined) continue;
    const read = readTime(text, reading);
    if (read.kind === "at") found.push([field, isoText(read.at)]);
    else faults.push(faultOf(field, text, read.message, read.remedy));
  }
  return { at: Object.fromEntries(found), faults };
}

/** DevLake's ids name the tool, the table and the tool's own id: `github:GithubRepo:1:384111310`. */
function spaceOf(id: string): { readonly system: string; readonly host: string } {
  return { system: "devlake", host: (id.split(":")[0] ?? "devlake").toLowerCase() };
}

function readDeployment(value: unknown, times: Times): DraftedRecord {
  const id = textAt(value, "cicd_deployment_id") ?? textAt(value, "id");
  const result = textAt(value, "result");
  const progress = result === undefined ? "running" : outcomeOf(result);
  const version = textAt(value, "ref_name") ?? textAt(value, "display_title") ?? textAt(value, "commit_sha");
  if (id === undefined || progress === null || version === undefined) {
    const message = "The deployment has no id, no result that we know, or nothing that names its version.";
    return { drafts: [], faults: [faultOf("result", result ?? null, message, "Export ref_name or commit_sha, too.")] };
  }
  const event = {
    kind: "deployment" as const,
    id: cut(id, 200),
    service: cut(textAt(value, "repo_url") ?? textAt(value, "cicd_scope_id"), 200),
    environment: textAt(value, "environment")?.toLowerCase(),
    version: cut(version, 200),
    repository: textAt(value, "repo_url"),
    commitSha: textAt(value, "commit_sha"),
  };
  const space = spaceOf(id);
  const startedAt = times.started_date ?? times.created_date;
  const drafts: Draft[] = [];
  if (startedAt) drafts.push({ space, event: { ...event, progress: "running", occurredAt: startedAt } });
  if (progress === "running" || progress === "queued") return { drafts, faults: [] };
  if (times.finished_date === undefined) {
    const message = "It ended, but the time when is not in the file.";
    return { drafts: [], faults: [faultOf("finished_date", null, message, "Export finished_date, too.")] };
  }
  return { drafts: [...drafts, { space, event: { ...event, progress, occurredAt: times.finished_date } }], faults: [] };
}

function readIncident(value: unknown, key: string, times: Times): DraftedRecord {
  const id = textAt(value, "id") ?? key;
  if (times.created_date === undefined) {
    return { drafts: [], faults: [faultOf("created_date", null, "When it began is missing.", "Export created_date.")] };
  }
  const written = textAt(value, "severity") ?? textAt(value, "priority");
  const severity = written === undefined ? null : severityOf(written);
  const event = {
    kind: "incident" as const,
    key: cut(key, 200),
    title: cut(textAt(value, "title"), 500),
    service: cut(textAt(value, "component"), 200),
    url: textAt(value, "url"),
    ...(severity === null ? {} : { severity }),
  };
  const space = spaceOf(id);
  const triggered: Draft = { space, event: { ...event, what: "triggered", occurredAt: times.created_date } };
  const end = times.resolution_date;
  const resolved: Draft[] = end ? [{ space, event: { ...event, what: "resolved", occurredAt: end } }] : [];
  return { drafts: [triggered, ...resolved], faults: [] };
}

function readPull(value: unknown, times: Times): DraftedRecord {
  const url = textAt(value, "url");
  const repository = /^https?:\/\/(.+?)\/(?:-\/)?(?:pull|pulls|merge_requests|pull-requests|pullrequest)\/\d+/.exec(
    url ?? "",
  )?.[1];
  const event = {
    kind: "change_request" as const,
    repository: repository ?? textAt(value, "base_repo_id"),
    number: numberAt(value, "pull_request_key"),
    title: cut(textAt(value, "title"), 500),
    author: cut(textAt(value, "author_name"), 200),
    url,
    headSha: textAt(value, "head_commit_sha"),
    additions: numberAt(value, "additions"),
    deletions: numberAt(value, "deletions"),
  };
  const said: readonly (readonly [string, string | undefined, object])[] = [
    ["opened", times.created_date, {}],
    ["merged", times.merged_date, { mergeSha: textAt(value, "merge_commit_sha") }],
    ["closed", times.merged_date === undefined ? times.closed_date : undefined, {}],
  ];
  const drafts = said.flatMap(([what, occurredAt, more]): Draft[] =>
    occurredAt === undefined ? [] : [{ event: { ...event, ...more, what, occurredAt } }],
  );
  return { drafts, faults: [] };
}
