import { deployingBy } from "../../domain/deploying-run";
import type { Fact, Progress } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { deploymentKey, type KeySpace, runKey } from "../../domain/subject-key";
import type { VendorSettings } from "../../vendor-settings-contract";
import { deployedAt, type Moment } from "../moments";
import { branchOf, percentDecoded } from "../reading";

/** What a build of Jenkins says, whether the Notification plugin told it or we asked for it. */

export type Settings = VendorSettings<"jenkins">;

export interface Build {
  /** Path of the job, `shop/main`. */
  readonly job: string;
  readonly number: number;
  readonly url: string | undefined;
  readonly repository: string | undefined;
  readonly commitSha: string | undefined;
  readonly branch: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

const results: Readonly<Record<string, Progress>> = {
  SUCCESS: "succeeded",
  UNSTABLE: "failed",
  FAILURE: "failed",
  ABORTED: "cancelled",
  NOT_BUILT: "cancelled",
};

/** Jenkins' word for how a build ended. */
export function resultOf(status: string | undefined): Progress {
  const word = (status ?? "").toUpperCase();
  return (Object.hasOwn(results, word) ? results[word] : undefined) ?? "failed";
}

/** `https://ci.example/job/shop/job/main/42/` as `shop/main`; null when it is no address of a job. */
export function jobPathOf(address: string | undefined): string | null {
  const path = address?.replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/, "") ?? "";
  const names = [...path.matchAll(/(?:^|\/)job\/([^/]+)/g)].map(([, name = ""]) => percentDecoded(name));
  return names.length === 0 ? null : names.join("/");
}

export function buildKey(space: KeySpace, build: Pick<Build, "job" | "number">): string {
  return runKey(space, `${build.job}/${build.number}`);
}

/** A build at the moments that it came to, and the deployment that it is when a rule says so. */
export function buildFacts(build: Build, moments: readonly Moment[], space: KeySpace, settings: Settings): Fact[] {
  const subjectKey = buildKey(space, build);
  const repository = build.repository === undefined ? undefined : (repositoryName(build.repository) ?? undefined);
  const branch = branchOf(build.branch)?.replace(/^origin\//, "");
  const { commitSha, url } = build;
  const name = build.job;
  const said = { repository, commitSha, branch, url };
  const facts = moments.map((moment): Fact => ({ kind: "pipeline_run", subjectKey, name, ...said, ...moment }));
  const run = { run: name, repository, branch, commitSha, parameters: build.parameters };
  const key = deploymentKey(space, `${build.job}/${build.number}`);
  const rest = { subjectKey: key, repository, commitSha, url, runKey: subjectKey };
  return [...facts, ...deployedAt(deployingBy(settings.deployments, run), moments, rest)];
}
