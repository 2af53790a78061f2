import type { Link, Running } from "./facts";
import type { Knowledge } from "./knowledge";
import type { Answer } from "./version-range";

/** Two services of which what runs is related, with every link between their running versions. */
export interface Edge {
  readonly consumer: string;
  readonly provider: string;
  /** No when any of the links is broken, unknown when any is, yes otherwise. */
  readonly answer: Answer;
  readonly isIgnored: boolean;
  readonly links: readonly Link[];
  /** When anybody last said or saw so. */
  readonly saidAtMs: number;
}

/** Who needs whom, as plain as it gets: for whoever orders services or looks for conflicts. */
export interface ServiceRelation {
  readonly consumer: string;
  readonly provider: string;
}

const order: Readonly<Record<Answer, number>> = { no: 0, unknown: 1, yes: 2 };

/** The edges between services in an environment: what the versions that run there need. By consumer, then provider. */
export function edgesOf(running: Running, knowledge: Knowledge): Edge[] {
  const edges = new Map<string, Edge>();
  for (const [consumer, versions] of running) {
    for (const version of versions) {
      for (const relation of knowledge.needsOf(consumer, version).relations) {
        const { provider } = relation;
        const key = `${consumer} ${provider}`;
        const links = [...(edges.get(key)?.links ?? []), ...knowledge.linksTo(consumer, version, relation, running)];
        edges.set(
          key,
          edgeOf({ consumer, provider, links, isIgnored: knowledge.ignored(consumer, provider) !== null }),
        );
      }
    }
  }
  return [...edges.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, edge]) => edge);
}

function edgeOf(given: Pick<Edge, "consumer" | "provider" | "links" | "isIgnored">): Edge {
  const worst = given.links.map(({ answer }) => answer).sort((left, right) => order[left] - order[right])[0];
  return { ...given, answer: worst ?? "unknown", saidAtMs: Math.max(...given.links.map(({ saidAtMs }) => saidAtMs)) };
}

/**
 * Everything that needs a service, directly or through others: what a bad release of it may hurt. With the number of steps from it, nearest
 * first; the service itself is not among them.
 */
export function dependentsOf(
  relations: readonly ServiceRelation[],
  service: string,
): { readonly service: string; readonly steps: number }[] {
  return reachedFrom(
    Map.groupBy(relations, ({ provider }) => provider),
    service,
    ({ consumer }) => consumer,
  );
}

/** Everything that a service needs, directly or through others, with the number of steps from it, nearest first. */
export function providersOf(
  relations: readonly ServiceRelation[],
  service: string,
): { readonly service: string; readonly steps: number }[] {
  return reachedFrom(
    Map.groupBy(relations, ({ consumer }) => consumer),
    service,
    ({ provider }) => provider,
  );
}

function reachedFrom(
  next: ReadonlyMap<string, readonly ServiceRelation[]>,
  start: string,
  far: (relation: ServiceRelation) => string,
): { service: string; steps: number }[] {
  const steps = new Map([[start, 0]]);
  for (const [service, so] of steps) {
    for (const name of (next.get(service) ?? []).map(far).sort()) if (!steps.has(name)) steps.set(name, so + 1);
  }
  steps.delete(start);
  return [...steps].map(([service, so]) => ({ service, steps: so }));
}

/** Services within so many steps of one, in both directions, itself among them. */
export function neighbourhood(relations: readonly ServiceRelation[], service: string, hops: number): Set<string> {
  const near = [...dependentsOf(relations, service), ...providersOf(relations, service)];
  return new Set([service, ...near.filter(({ steps }) => steps <= hops).map((one) => one.service)]);
}
