import { instant } from "@/lib/kernel/instant";
import { at, cut, listAt, numberAt, textAt } from "@/lib/kernel/json-value";
import { outcomeOf } from "./csv-record";
import { type Draft, type DraftedRecord, faultOf, type ImportRecord, unknownRecord } from "./draft";
import { isoText } from "./time-text";

/**
 * Builds as Jenkins' JSON API gives them (`…/api/json?tree=builds[number,url,timestamp,duration,result,building,actions[…]]`). A build with
 * the parameters SERVICE, ENVIRONMENT and VERSION is a deployment, too.
 */

/** Builds of jobs, of folders of jobs, or bare ones. */
export function flattenJenkins(records: readonly ImportRecord[]): ImportRecord[] {
  return records.flatMap(({ row, value }) => buildsIn(value, 0).map((build) => ({ row, value: build })));
}

function buildsIn(value: unknown, depth: number): readonly unknown[] {
  const inside = [...listAt(value, "builds"), ...listAt(value, "allBuilds")];
  const jobs = depth < 10 ? listAt(value, "jobs").flatMap((job) => buildsIn(job, depth + 1)) : [];
  return inside.length + jobs.length > 0 ? [...inside, ...jobs] : [value];
}

export function readJenkins({ value }: ImportRecord): DraftedRecord {
  const number = numberAt(value, "number");
  const startedMs = numberAt(value, "timestamp");
  const url = textAt(value, "url");
  const found = /^https?:\/\/([^/]+)\/(?:.*?\/)?job\/(.+?)\/\d+\/?$/.exec(url ?? "");
  if (number === undefined || startedMs === undefined) return unknownRecord("a build of Jenkins");
  if (!found?.[1] || !found[2]) {
    return {
      drafts: [],
      faults: [faultOf("url", url ?? null, "The job of the build is not known.", "Export its url.")],
    };
  }
  const space = { system: "jenkins", host: found[1].toLowerCase() };
  const job = decodeURIComponentOr(found[2].replaceAll("/job/", "/"));
  const parameters = parametersOf(value);
  const git = listAt(value, "actions").find((one) => textAt(one, "lastBuiltRevision", "SHA1") !== undefined);
  const common = {
    repository: textAt(git, "remoteUrls", 0),
    commitSha: textAt(git, "lastBuiltRevision", "SHA1"),
    version: parameters.get("VERSION"),
    service: parameters.get("SERVICE"),
    environment: parameters.get("ENVIRONMENT"),
    url,
  };
  const id = `${job}/${number}`;
  const ends = endOf(value, startedMs);
  const told: readonly (readonly [string, number])[] = [["running", startedMs], ...(ends === null ? [] : [ends])];
  const run = told.map(([progress, ms]): Draft => {
    return {
      space,
      event: { kind: "pipeline_run", id, name: cut(job, 200), ...common, progress, occurredAt: iso(ms) },
    };
  });
  if (!common.service || !common.environment || !common.version) return { drafts: run, faults: [] };
  const deployed = told.map(([progress, ms]): Draft => {
    return { space, event: { kind: "deployment", id, runId: id, ...common, progress, occurredAt: iso(ms) } };
  });
  return { drafts: [...run, ...deployed], faults: [] };
}

function iso(ms: number): string | undefined {
  return Number.isSafeInteger(Math.trunc(ms)) && ms >= 0 && ms < 4_102_444_800_000
    ? isoText(instant(Math.trunc(ms)))
    : undefined;
}

function endOf(value: unknown, startedMs: number): readonly [string, number] | null {
  const result = textAt(value, "result");
  const durationMs = numberAt(value, "duration");
  if (at(value, "building") === true || result === undefined || durationMs === undefined) return null;
  const progress = result === "UNSTABLE" ? "failed" : outcomeOf(result);
  return progress === null ? null : [progress, startedMs + durationMs];
}

function parametersOf(value: unknown): ReadonlyMap<string, string> {
  const pairs = listAt(value, "actions")
    .flatMap((action) => listAt(action, "parameters"))
    .flatMap((one): [string, string][] => {
      const name = textAt(one, "name");
      const given = textAt(one, "value");
      return name === undefined || given === undefined ? [] : [[name.toUpperCase(), given]];
    });
  return new Map(pairs);
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
