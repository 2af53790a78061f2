import { at, cut, numberAt, textAt } from "@/lib/kernel/json-value";
import {
  type Draft,
  type DraftedRecord,
  faultOf,
  type ImportRecord,
  shortName,
  unknownRecord,
  versionName,
} from "./draft";

/**
 * Exports of GitLab's REST API: `GET /projects/:id/deployments` and `…/merge_requests`. The end of a deployment is that of its job;
 * `updated_at` moves with every later change, and is not read.
 */

const progressOf: Readonly<Record<string, string>> = {
  created: "queued",
  blocked: "queued",
  running: "running",
  success: "succeeded",
  failed: "failed",
  canceled: "cancelled",
  skipped: "cancelled",
};

function placeOf(address: string | undefined): { readonly host: string; readonly path: string } | null {
  const found = /^https?:\/\/([^/]+)\/(.+?)\/-\//.exec(address ?? "");
  return found?.[1] && found[2] ? { host: found[1].toLowerCase(), path: found[2] } : null;
}

export function readGitlab({ value }: ImportRecord): DraftedRecord {
  if (textAt(value, "environment", "name") !== undefined && textAt(value, "sha") !== undefined) {
    return readDeployment(value);
  }
  if (numberAt(value, "iid") !== undefined && textAt(value, "source_branch") !== undefined) return readMerge(value);
  return unknownRecord("a deployment or a merge request of GitLab");
}

function readDeployment(value: unknown): DraftedRecord {
  const job = at(value, "deployable");
  const place = placeOf(
    textAt(job, "web_url") ?? textAt(job, "pipeline", "web_url") ?? textAt(job, "commit", "web_url"),
  );
  const id = textAt(value, "id");
  const progress = progressOf[textAt(value, "status") ?? ""];
  if (place === null || id === undefined || progress === undefined) {
    const message = "The deployment has no id, no state that we know, or no job whose address tells the project.";
    return { drafts: [], faults: [faultOf("deployable.web_url", null, message, "Export it with all its fields.")] };
  }
  const event = {
    kind: "deployment" as const,
    id: `${place.path}/${id}`,
    service: shortName(place.path),
    environment: textAt(value, "environment", "name"),
    version: cut(versionName(textAt(value, "ref"), textAt(value, "sha")), 200),
    repository: `${place.host}/${place.path}`,
    commitSha: textAt(value, "sha"),
    by: cut(textAt(value, "user", "username"), 200),
    url: textAt(job, "web_url"),
  };
  const space = { system: "gitlab", host: place.host };
  const draft = (one: string, occurredAt: string | undefined): Draft[] =>
    occurredAt === undefined ? [] : [{ space, event: { ...event, progress: one, occurredAt } }];
  const begun = [...draft("queued", textAt(value, "created_at")), ...draft("running", textAt(job, "started_at"))];
  if (progress === "queued" || progress === "running") return { drafts: begun, faults: [] };
  const finishedAt = textAt(job, "finished_at");
  if (finishedAt !== undefined) return { drafts: [...begun, ...draft(progress, finishedAt)], faults: [] };
  const message = "It ended, but the time when is not in the file.";
  const remedy = "Export it with `deployable.finished_at`; `updated_at` is not that time.";
  return { drafts: [], faults: [faultOf("deployable.finished_at", null, message, remedy)] };
}

function readMerge(value: unknown): DraftedRecord {
  const place = placeOf(textAt(value, "web_url"));
  if (place === null) {
    return { drafts: [], faults: [faultOf("web_url", null, "Its project is not known.", "Export all fields.")] };
  }
  const mergedAt = textAt(value, "merged_at");
  const event = {
    kind: "change_request" as const,
    repository: `${place.host}/${place.path}`,
    number: numberAt(value, "iid"),
    title: cut(textAt(value, "title"), 500),
    author: cut(textAt(value, "author", "username"), 200),
    url: textAt(value, "web_url"),
    headSha: textAt(value, "sha"),
  };
  const squash = textAt(value, "squash_commit_sha");
  const mergeSha = textAt(value, "merge_commit_sha") ?? squash;
  const style = squash === undefined ? {} : { mergeStyle: "squash" };
  const said: readonly (readonly [string, string | undefined, object])[] = [
    ["opened", textAt(value, "created_at"), {}],
    ["merged", mergedAt, { ...(mergeSha === undefined ? {} : { mergeSha }), ...style }],
    ["closed", mergedAt === undefined ? textAt(value, "closed_at") : undefined, {}],
  ];
  const drafts = said.flatMap(([what, occurredAt, more]): Draft[] =>
    occurredAt === undefined ? [] : [{ event: { ...event, ...more, what, occurredAt } }],
  );
  return { drafts, faults: [] };
}
