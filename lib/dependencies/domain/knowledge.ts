import type { ContractResult, Declaration, Facts, Ignore, Link, LinkCause, Need, ObservedCall, Running } from "./facts";
import { type Answer, keepsRange } from "./version-range";

/** How one version is related to one provider. */
export interface Relation {
  readonly provider: string;
  /** What was declared; empty where it is only known from tests or traces. */
  readonly needs: readonly (Need & Pick<Declaration, "origin" | "evidence" | "saidAtMs">)[];
  readonly seen: ObservedCall | null;
  /** The newest test of any pair of these two; null: none. */
  readonly tested: ContractResult | null;
}

export interface Needs {
  /** Did anybody say what this version needs, by a declaration or by tests? */
  readonly isKnown: boolean;
  /** By provider, in the order of names. */
  readonly relations: readonly Relation[];
}

/** Everything that is known about one environment, ready to be asked. */
export interface Knowledge {
  needsOf(service: string, version: string): Needs;
  /** The links of a version to what runs of one provider: one for each version that runs, or one that says that none does. */
  linksTo(consumer: string, version: string, relation: Relation, running: Running): readonly Link[];
  /** The one that takes this out of the question; null: none does. */
  ignored(consumer: string, provider: string | null): Ignore | null;
}

/** How exactly a declaration names a version and a place; the most exact ones count, all of them together. */
function exactness(declaration: Declaration, version: string): number {
  return (declaration.versions === version ? 2 : 0) + (declaration.environment === null ? 0 : 1);
}

/**
 * Declarations that apply to a version in an environment. What was said of exactly this version replaces what was said of a range, and what
 * was said of this environment replaces what was said of all: so a general word can be sharpened and softened for one build.
 */
export function declarationsFor(
  all: readonly Declaration[],
  version: string,
  environment: string,
): readonly Declaration[] {
  const fitting = all.filter(
    ({ versions, environment: only }) =>
      (only === null || only === environment) && (versions === version || keepsRange(version, versions) === "yes"),
  );
  const most = Math.max(...fitting.map((one) => exactness(one, version)));
  return fitting.filter((one) => exactness(one, version) === most);
}

const byName = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
const pairKey = (one: Pick<ContractResult, "consumer" | "consumerVersion" | "provider" | "providerVersion">) =>
  `${one.consumer} ${one.consumerVersion} ${one.provider} ${one.providerVersion}`;

/** Make facts about an environment (its slug) ready to be asked. What is asked twice is computed once. */
export function createKnowledge(facts: Facts, environment: string): Knowledge {
  const declared = Map.groupBy(facts.declarations, ({ service }) => service);
  const consumerKey = (one: { consumer: string; consumerVersion: string }) => `${one.consumer} ${one.consumerVersion}`;
  const tested = Map.groupBy(facts.results, consumerKey);
  const seen = Map.groupBy(facts.calls, consumerKey);
  const newest = new Map<string, ContractResult>();
  for (const result of facts.results) {
    const known = newest.get(pairKey(result));
    // Of two at one moment the failure counts, whatever the order in which they are read.
    const isNewer = !known || result.atMs > known.atMs || (result.atMs === known.atMs && !result.isVerified);
    if (isNewer) newest.set(pairKey(result), result);
  }
  const ignores = new Map(facts.ignores.map((one) => [`${one.consumer} ${one.provider ?? ""}`, one]));
  const memory = new Map<string, Needs>();

  function needsOf(service: string, version: string): Needs {
    const key = `${service} ${version}`;
    const known = memory.get(key);
    if (known) return known;
    const made = relationsOf({
      declarations: declarationsFor(declared.get(service) ?? [], version, environment),
      results: tested.get(key) ?? [],
      calls: seen.get(key) ?? [],
    });
    memory.set(key, made);
    return made;
  }

  function linkTo(consumer: string, version: string, relation: Relation, providerVersion: string): Link {
    const { provider } = relation;
    const result = newest.get(pairKey({ consumer, consumerVersion: version, provider, providerVersion })) ?? null;
    const said = judge(relation, providerVersion, result);
    return {
      consumer,
      consumerVersion: version,
      provider,
      providerVersion,
      isDeclared: relation.needs.length > 0,
      ...said,
    };
  }

  return {
    needsOf,
    linksTo(consumer, version, relation, running) {
      const { provider } = relation;
      const live = running.get(provider);
      if (live && live.length > 0) return live.map((one) => linkTo(consumer, version, relation, one));
      const isDeclared = relation.needs.length > 0;
      const said = absent(relation, live);
      return [{ consumer, consumerVersion: version, provider, providerVersion: null, isDeclared, ...said }];
    },
    ignored: (consumer, provider) =>
      (provider === null ? undefined : ignores.get(`${consumer} ${provider}`)) ?? ignores.get(`${consumer} `) ?? null,
  };
}

function relationsOf(given: {
  readonly declarations: readonly Declaration[];
  readonly results: readonly ContractResult[];
  readonly calls: readonly ObservedCall[];
}): Needs {
  const { declarations, results, calls } = given;
  const needs = declarations.flatMap(({ needs, origin, evidence, saidAtMs }) =>
    needs.map((need) => ({ ...need, origin, evidence, saidAtMs })),
  );
  const providers = new Set([...needs, ...results, ...calls].map(({ provider }) => provider));
  const relations = [...providers].sort(byName).map((provider): Relation => {
    const tests = results.filter((one) => one.provider === provider);
    return {
      provider,
      needs: needs.filter((one) => one.provider === provider),
      seen: calls.find((one) => one.provider === provider) ?? null,
      tested: tests.length === 0 ? null : tests.reduce((one, other) => (other.atMs > one.atMs ? other : one)),
    };
  });
  return { isKnown: declarations.length > 0 || results.length > 0, relations };
}

type Said = Pick<Link, "answer" | "cause" | "range" | "origin" | "evidence" | "saidAtMs">;

/** Who says that the two are related, when no range decides. */
function source({ needs, seen, tested }: Relation): Pick<Said, "range" | "origin" | "evidence" | "saidAtMs"> {
  const [need] = needs;
  if (need) return { range: need.range, origin: need.origin, evidence: need.evidence, saidAtMs: need.saidAtMs };
  if (tested) return { range: null, origin: "contract", evidence: tested.evidence, saidAtMs: tested.atMs };
  return { range: null, origin: "traces", evidence: null, saidAtMs: seen?.lastSeenAtMs ?? 0 };
}

/** A test that failed and a range that is not kept beat everything; a test that passed answers what no range can. */
function judge(relation: Relation, providerVersion: string, result: ContractResult | null): Said {
  if (result && !result.isVerified) return ofResult(result, "no", "test_failed");
  const answers = relation.needs.map((need) => ({ need, answer: keepsRange(providerVersion, need.range) }));
  const broken = answers.find(({ answer }) => answer === "no");
  if (broken) return ofNeed(broken.need, "no", "out_of_range");
  if (result) return ofResult(result, "yes", "tested");
  const open = answers.find(({ answer }) => answer === "unknown");
  if (open) return ofNeed(open.need, "unknown", "not_comparable");
  const [kept] = answers;
  if (kept) return ofNeed(kept.need, "yes", "in_range");
  return { ...source(relation), answer: "unknown", cause: relation.tested ? "untested" : "no_range" };
}

/** Nothing runs, or nobody knows. Only what was declared makes an absence a breach: that two were seen together does not say that one cannot do without. */
function absent(relation: Relation, live: readonly string[] | undefined): Said {
  const from = source(relation);
  if (live === undefined) return { ...from, answer: "unknown", cause: "state_unknown" };
  return { ...from, answer: relation.needs.length > 0 ? "no" : "unknown", cause: "not_running" };
}

function ofNeed(need: Relation["needs"][number], answer: Answer, cause: LinkCause): Said {
  const { range, origin, evidence, saidAtMs } = need;
  return { answer, cause, range, origin, evidence, saidAtMs };
}

function ofResult({ evidence, atMs }: ContractResult, answer: Answer, cause: LinkCause): Said {
  return { answer, cause, range: null, origin: "contract", evidence, saidAtMs: atMs };
}
