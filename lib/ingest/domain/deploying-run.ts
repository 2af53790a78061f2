import { fits } from "./pattern";

/** What a rule of a source says; see `vendor-settings-contract.ts`. */
interface Rule {
  readonly repository?: string | undefined;
  readonly run?: string | undefined;
  readonly job?: string | undefined;
  readonly branch?: string | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly serviceParameter?: string | undefined;
  readonly environmentParameter?: string | undefined;
  readonly versionParameter?: string | undefined;
}

/** A run, or a job of it, as a rule looks at it. */
export interface RunOrJob {
  readonly run: string;
  readonly job?: string | undefined;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly commitSha?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

export interface Deploying {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
}

/**
 * What the run or job deploys, by the first rule that fits it; null when none does, or when the rule's parameters are not
 * there. A rule with a job speaks of jobs, one without of runs, so that nothing is counted twice.
 */
export function deployingBy(rules: readonly Rule[] | undefined, run: RunOrJob): Deploying | null {
  const rule = rules?.find((one) => isMeant(one, run));
  if (rule === undefined) return null;
  const parameter = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : run.parameters?.[name] || undefined;
  const environment = parameter(rule.environmentParameter) ?? rule.environment;
  const service = parameter(rule.serviceParameter) ?? rule.service ?? shortName(run.repository);
  const version = parameter(rule.versionParameter) ?? versionName(run.branch, run.commitSha);
  if (environment === undefined || service === undefined || version === undefined) return null;
  return { service, environment, version };
}

function isMeant(rule: Rule, run: RunOrJob): boolean {
  if ((rule.job === undefined) !== (run.job === undefined)) return false;
  const pairs = [
    [rule.run, run.run],
    [rule.job, run.job],
    [rule.branch, run.branch],
  ] as const;
  return pairs.every(([pattern, name]) => pattern === undefined || fits(pattern, name ?? "")) && isIn(rule, run);
}

/** A repository may be written with or without its host. */
function isIn(rule: Rule, run: RunOrJob): boolean {
  if (rule.repository === undefined) return true;
  const name = run.repository ?? "";
  return fits(rule.repository, name) || fits(rule.repository, name.slice(name.indexOf("/") + 1));
}

/** The last part of a repository's name: what a team mostly calls its service. */
export function shortName(repository: string | undefined): string | undefined {
  return repository?.split("/").at(-1) || undefined;
}

/** A tag that reads like a version, otherwise the commit in twelve digits; undefined when neither is known. */
export function versionName(ref: string | undefined, sha: string | undefined): string | undefined {
  if (ref !== undefined && /^v?\d+(\.\d+)+([-+.][0-9A-Za-z.+-]+)?$/.test(ref)) return ref;
  return sha?.slice(0, 12);
}
