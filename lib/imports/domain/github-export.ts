import { cut, listAt, numberAt, textAt } from "@/lib/kernel/json-value";
import {
  type Draft,
  type DraftedRecord,
  type DraftSpace,
  faultOf,
  type ImportRecord,
  shortName,
  unknownRecord,
  versionName,
} from "./draft";

/**
 * Exports of GitHub's REST API: `GET /repos/{o}/{r}/deployments`, `…/deployments/{id}/statuses`, `…/pulls?state=all`, as lists, or as
 * `{ deployments, statuses, pulls }`. The time of an outcome is that of its status; `updated_at` of a deployment moves when a
 * later one replaces it, and is not read.
 */

/** Deployments with their statuses, and pull requests, as records. */
export function joinGithub(records: readonly ImportRecord[]): ImportRecord[] {
  const statuses = new Map<string, unknown[]>();
  for (const { value } of records) {
    const url = textAt(value, "deployment_url");
    if (url === undefined || textAt(value, "state") === undefined) continue;
    statuses.set(url, [...(statuses.get(url) ?? []), value]);
  }
  return records.flatMap(({ row, value }) => {
    if (textAt(value, "deployment_url") !== undefined) return [];
    const found = statuses.get(textAt(value, "url") ?? "") ?? [];
    const own = listAt(value, "statuses");
    return [{ row, value: isDeployment(value) ? { ...(value as object), statuses: [...own, ...found] } : value }];
  });
}

function isDeployment(value: unknown): boolean {
  return textAt(value, "sha") !== undefined && textAt(value, "environment") !== undefined;
}

const progressOf: Readonly<Record<string, string>> = {
  success: "succeeded",
  failure: "failed",
  error: "failed",
  in_progress: "running",
  queued: "queued",
  pending: "queued",
};

/** `https://api.github.com/repos/acme/shop/…` or `https://github.com/acme/shop/…`. */
function repositoryOf(value: unknown): { readonly host: string; readonly path: string } | null {
  for (const field of ["repository_url", "url", "html_url"]) {
    const text = textAt(value, field);
    const found = /^https?:\/\/([^/]+)\/(?:api\/v3\/)?(?:repos\/)?([^/]+\/[^/]+)/.exec(text ?? "");
    if (found?.[1] && found[2]) return { host: found[1].replace(/^api\./, "").toLowerCase(), path: found[2] };
  }
  return null;
}

export function readGithub({ value }: ImportRecord): DraftedRecord {
  if (isDeployment(value)) return readDeployment(value);
  if (numberAt(value, "number") !== undefined && textAt(value, "created_at") !== undefined) return readPull(value);
  return unknownRecord("a deployment or a pull request of GitHub");
}

function readDeployment(value: unknown): DraftedRecord {
  const repository = repositoryOf(value);
  const id = textAt(value, "id");
  if (repository === null || id === undefined) {
    const message = "The deployment has no id or no address, so its repository is not known.";
    return { drafts: [], faults: [faultOf("url", null, message, "Export it with all its fields.")] };
  }
  const space: DraftSpace = { system: "github", host: repository.host };
  const event = {
    kind: "deployment" as const,
    id: `${repository.path}/${id}`,
    service: textAt(value, "payload", "service") ?? shortName(repository.path),
    environment: textAt(value, "environment"),
    version: cut(textAt(value, "payload", "version") ?? versionName(textAt(value, "ref"), textAt(value, "sha")), 200),
    repository: `${repository.host}/${repository.path}`,
    commitSha: textAt(value, "sha"),
    by: cut(textAt(value, "creator", "login"), 200),
  };
  const created: Draft = { space, event: { ...event, progress: "queued", occurredAt: textAt(value, "created_at") } };
  const told = listAt(value, "statuses").flatMap((status): Draft[] => {
    const progress = progressOf[textAt(status, "state") ?? ""];
    // `inactive`: a later deployment took its place. That is no outcome of this one.
    if (progress === undefined) return [];
    const url = textAt(status, "log_url") ?? textAt(status, "target_url");
    const occurredAt = textAt(status, "created_at");
    return [{ space, event: { ...event, progress, occurredAt, ...(url === undefined ? {} : { url }) } }];
  });
  return { drafts: [created, ...told], faults: [] };
}

function readPull(value: unknown): DraftedRecord {
  const repository = repositoryOf(value);
  if (repository === null) {
    return { drafts: [], faults: [faultOf("html_url", null, "Its repository is not known.", "Export all fields.")] };
  }
  const mergedAt = textAt(value, "merged_at");
  const event = {
    kind: "change_request" as const,
    repository: `${repository.host}/${repository.path}`,
    number: numberAt(value, "number"),
    title: cut(textAt(value, "title"), 500),
    author: cut(textAt(value, "user", "login"), 200),
    url: textAt(value, "html_url"),
    headSha: textAt(value, "head", "sha"),
  };
  const closedAt = mergedAt === undefined ? textAt(value, "closed_at") : undefined;
  const said: readonly (readonly [string, string | undefined, object])[] = [
    ["opened", textAt(value, "created_at"), {}],
    ["merged", mergedAt, { mergeSha: textAt(value, "merge_commit_sha") }],
    ["closed", closedAt, {}],
  ];
  const drafts = said.flatMap(([what, occurredAt, more]): Draft[] =>
    occurredAt === undefined ? [] : [{ event: { ...event, ...more, what, occurredAt } }],
  );
  return { drafts, faults: [] };
}
