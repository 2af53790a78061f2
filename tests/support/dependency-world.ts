import fc from "fast-check";
import type { Ignore, Move } from "@/lib/dependencies/domain/facts";
import { createKnowledge, type Knowledge } from "@/lib/dependencies/domain/knowledge";

/** A small world in which everything can be counted out: versions are numbers, needs are sets of them. */
export interface World {
  readonly services: number;
  /** Of each service the versions that run; undefined: nobody knows. */
  readonly running: readonly (readonly number[] | undefined)[];
  /** `needs[service][version]`: what that version needs; undefined: nobody said. */
  readonly needs: readonly (readonly (readonly SmallNeed[] | undefined)[])[];
  readonly results: readonly SmallResult[];
  readonly ignores: readonly { readonly consumer: number; readonly provider: number | null }[];
  readonly moves: readonly { readonly service: number; readonly version: number | null }[];
}

export interface SmallNeed {
  readonly provider: number;
  readonly versions: readonly number[];
}

export interface SmallResult {
  readonly consumer: number;
  readonly consumerVersion: number;
  readonly provider: number;
  readonly providerVersion: number;
  readonly isVerified: boolean;
}

export const versionsOfEach = 3;
export const nameOf = (service: number): string => `s${service}`;
export const versionName = (version: number): string => `${version + 1}.0.0`;

export interface Asked {
  readonly running: ReadonlyMap<string, readonly string[]>;
  readonly knowledge: Knowledge;
  readonly moves: readonly Move[];
}

/** The world as the engine is told of it. */
export function told(world: World): Asked {
  const running = new Map(
    world.running.flatMap((live, service) => (live ? [[nameOf(service), live.map(versionName)] as const] : [])),
  );
  const declarations = world.needs.flatMap((versions, service) =>
    versions.flatMap((needs, version) => {
      if (!needs) return [];
      const said = needs.map((need) => ({
        provider: nameOf(need.provider),
        // No version at all: a range that none keeps.
        range: need.versions.map(versionName).join(" || ") || "<0.0.0-0",
      }));
      const about = { service: nameOf(service), versions: versionName(version), environment: null };
      return [{ ...about, origin: "api" as const, needs: said, evidence: null, saidAtMs: 0 }];
    }),
  );
  const results = world.results.map((one, index) => ({
    consumer: nameOf(one.consumer),
    consumerVersion: versionName(one.consumerVersion),
    provider: nameOf(one.provider),
    providerVersion: versionName(one.providerVersion),
    isVerified: one.isVerified,
    evidence: null,
    atMs: index,
  }));
  const ignores = world.ignores.map(
    ({ consumer, provider }, index): Ignore => ({
      id: `${index}`,
      consumer: nameOf(consumer),
      provider: provider === null ? null : nameOf(provider),
      reason: "known",
      by: "Ada",
      untilMs: 1,
    }),
  );
  const moves = world.moves.map(({ service, version }) => ({
    service: nameOf(service),
    version: version === null ? null : versionName(version),
  }));
  return { running, knowledge: createKnowledge({ declarations, results, calls: [], ignores }, "prod"), moves };
}

type Verdict = "yes" | "no" | "unknown";

/** What is so between one version and what runs of a provider, counted out; null: they have nothing to do with each other. */
export function naivePair(
  world: World,
  pair: { readonly consumer: number; readonly version: number; readonly provider: number },
  live: readonly number[] | undefined,
): { readonly answer: Verdict; readonly version: number | null }[] {
  const needs = (world.needs[pair.consumer]?.[pair.version] ?? []).filter(({ provider }) => provider === pair.provider);
  const tests = world.results.filter(
    (one) => one.consumer === pair.consumer && one.consumerVersion === pair.version && one.provider === pair.provider,
  );
  if (needs.length === 0 && tests.length === 0) return [];
  if (live === undefined) return [{ answer: "unknown", version: null }];
  if (live.length === 0) return [{ answer: needs.length > 0 ? "no" : "unknown", version: null }];
  return live.map((version) => {
    const last = tests.filter((one) => one.providerVersion === version).at(-1);
    const isBroken = needs.some(({ versions }) => !versions.includes(version));
    if (isBroken || last?.isVerified === false) return { answer: "no" as const, version };
    return { answer: needs.length > 0 || last ? ("yes" as const) : ("unknown" as const), version };
  });
}

const numberBelow = (count: number) => fc.nat({ max: count - 1 });

/** Random worlds of two to eight services with three versions each. `openness` 0: everything is known. */
export function worlds(given: { readonly maxServices: number; readonly isAllKnown: boolean }): fc.Arbitrary<World> {
  const { maxServices, isAllKnown } = given;
  return fc.integer({ min: 2, max: maxServices }).chain((services) => {
    const service = numberBelow(services);
    const version = numberBelow(versionsOfEach);
    const need = fc.record({ provider: service, versions: fc.subarray([0, 1, 2]) });
    const maybe = <Value>(value: fc.Arbitrary<Value>) =>
      fc.option(value, { nil: undefined, freq: isAllKnown ? 10_000 : 8 });
    const needs = fc.array(need, { maxLength: 3 });
    const result = fc.record({
      consumer: service,
      consumerVersion: version,
      provider: service,
      providerVersion: version,
      isVerified: fc.boolean(),
    });
    return fc
      .record({
        running: fc.array(maybe(fc.subarray([0, 1, 2], { maxLength: 2 })), {
          minLength: services,
          maxLength: services,
        }),
        needs: fc.array(fc.array(maybe(needs), { minLength: versionsOfEach, maxLength: versionsOfEach }), {
          minLength: services,
          maxLength: services,
        }),
        results: fc.array(result, { maxLength: isAllKnown ? 0 : 6 }),
        ignores: fc.array(fc.record({ consumer: service, provider: fc.option(service) }), { maxLength: 1 }),
        moves: fc.uniqueArray(fc.record({ service, version: fc.option(version, { freq: 8 }) }), {
          minLength: 1,
          maxLength: services,
          selector: (move) => move.service,
        }),
      })
      .map((drawn) => withoutSelf({ services, ...drawn }));
  });
}

/** A service does not need itself. */
function withoutSelf(world: World): World {
  return {
    ...world,
    needs: world.needs.map((versions, service) =>
      versions.map((needs) => needs?.filter(({ provider }) => provider !== service)),
    ),
    results: world.results.filter(({ consumer, provider }) => consumer !== provider),
    ignores: world.ignores.filter(({ consumer, provider }) => consumer !== provider),
  };
}
