import type { Instant } from "@/lib/kernel/instant";
import type { FindingView, GraphView, LinkView, ReleaseAnswer, ReleasePlanView } from "../contract";
import type { CatalogRow } from "../declaration-read-model";
import { coverageGoalRatio, coverageOf } from "../domain/coverage";
import type { Link, Move } from "../domain/facts";
import { dependentsOf, type Edge, edgesOf, neighbourhood } from "../domain/graph";
import { type Plan, type Stage, wayBack } from "../domain/plan";
import type { Finding, ReleaseVerdict } from "../domain/verdict";
import { findingInWords, moveInWords, nextActionOf, planInWords, verdictInOneSentence } from "../domain/verdict-words";
import type { World } from "../world-read-model";

/** Findings that are shown of one answer; how many there are is said beside them. */
const maxFindings = 50;

type Place = { readonly slug: string; readonly name: string };

const at = (ms: number) => new Date(ms).toISOString();

function linkView({ isDeclared: _declared, saidAtMs, ...link }: Link): LinkView {
  return { ...link, saidAt: at(saidAtMs) };
}

function findingView(finding: Omit<Finding, "answer"> & { answer: LinkView["answer"] }, place: string): FindingView {
  const worded: Finding = { ...finding, answer: finding.answer === "no" ? "no" : "unknown" };
  return {
    answer: finding.answer,
    sentence: findingInWords(worded, place),
    nextAction: nextActionOf(worded),
    chain: finding.chain.map(linkView),
  };
}

const ofLink = (link: Link): Omit<Finding, "answer"> & { answer: LinkView["answer"] } => ({
  answer: link.answer,
  chain: [link],
  undeclared: null,
});

/** A verdict as people and machines get it. */
export function verdictView(
  verdict: ReleaseVerdict,
  moves: readonly Move[],
  { slug, name }: Place,
  now: Instant,
): ReleaseAnswer {
  const what = moves.map(moveInWords).join(", ");
  return {
    environment: { slug, name },
    moves: [...moves],
    answer: verdict.answer,
    sentence: verdictInOneSentence(verdict, what, name),
    findings: verdict.findings.slice(0, maxFindings).map((one) => findingView(one, name)),
    findingCount: verdict.findings.length,
    ignored: verdict.ignored.slice(0, maxFindings).map((one) => ({
      ...findingView(one, name),
      id: one.ignore.id,
      reason: one.ignore.reason,
      by: one.ignore.by,
      until: at(one.ignore.untilMs),
    })),
    checkedLinks: verdict.checkedLinks,
    answeredAt: at(now),
  };
}

function stageView({ moves }: Stage): ReleasePlanView["stages"][number] {
  const names = moves.map(moveInWords).join(", ");
  return { moves: [...moves], sentence: moves.length === 1 ? `${names}.` : `${names}, at one moment.` };
}

/** A plan as people and machines get it. */
export function planView(given: {
  readonly plan: Plan;
  readonly moves: readonly Move[];
  readonly environment: Place;
  readonly completion: readonly Move[] | null;
}): ReleasePlanView {
  const { plan, moves, completion } = given;
  const { slug, name } = given.environment;
  const isPossible = plan.kind === "ordered";
  const stages = isPossible ? plan.stages : [];
  const along = completion === null ? "" : ` It works together with ${completion.map(moveInWords).join(", ")}.`;
  return {
    environment: { slug, name },
    moves: [...moves],
    isPossible,
    sentence: `${planInWords(plan)}${along}`,
    stages: stages.map(stageView),
    rollback: wayBack(stages).map(stageView),
    precedences: isPossible
      ? plan.precedences.map(({ first, second, because }) => ({
          first,
          second,
          because: findingInWords({ answer: "no", chain: [because], undeclared: null }, name),
        }))
      : [],
    broken: isPossible ? [] : plan.broken.slice(0, maxFindings).map((link) => findingView(ofLink(link), name)),
    unknown: isPossible ? plan.unknown.slice(0, maxFindings).map((link) => findingView(ofLink(link), name)) : [],
    completion: completion === null ? null : [...completion],
  };
}

export interface GraphGiven {
  readonly environment: (Place & { readonly id: string }) | null;
  readonly service: string | null;
  readonly hops: number;
  readonly show: "all" | "violated";
  readonly rows: readonly CatalogRow[];
  readonly world: World | null;
  /** Services about which anything was declared. */
  readonly declared: readonly { readonly service: string }[];
  readonly now: Instant;
}

/** The graph, or a part of it, as people and machines get it. What is near a service is chosen before what is broken. */
export function graphView(given: GraphGiven): GraphView {
  const { environment, service, rows, world, now } = given;
  const name = environment?.name ?? "";
  const known = new Set(rows.map(({ slug }) => slug));
  const all = world
    ? edgesOf(world.running, world.knowledge).filter((edge) => known.has(edge.consumer) && known.has(edge.provider))
    : [];
  const coverage = coverageGiven(given);
  const near = service === null ? null : neighbourhood(all, service, given.hops);
  const edges = all.filter(
    (edge) =>
      (near === null || (near.has(edge.consumer) && near.has(edge.provider))) &&
      (given.show === "all" || (edge.answer === "no" && !edge.isIgnored)),
  );
  const shown = new Set(edges.flatMap(({ consumer, provider }) => [consumer, provider]));
  if (service !== null) shown.add(service);
  const names = new Map(rows.map((row) => [row.slug, row.name]));
  const count = (answer: Edge["answer"]) => all.filter((edge) => edge.answer === answer && !edge.isIgnored).length;
  return {
    environment: environment && { slug: environment.slug, name: environment.name },
    service,
    nodes: rows
      .filter(({ slug }) => (service === null && given.show === "all" ? true : shown.has(slug)))
      .map((row) => ({
        ...row,
        running: world?.running.has(row.slug) ? [...(world.running.get(row.slug) ?? [])] : null,
        coverage: coverage.of.get(row.slug) ?? "nothing",
        dependents: dependentsOf(all, row.slug).length,
      })),
    edges: edges.map((edge) => edgeView(edge, name)),
    blastRadius:
      service === null
        ? []
        : dependentsOf(all, service).map(({ service: slug, steps }) => ({
            slug,
            name: names.get(slug) ?? slug,
            steps,
          })),
    summary: {
      services: coverage.services,
      known: coverage.known,
      goalPercent: coverageGoalRatio * 100,
      violated: count("no"),
      unknown: count("unknown"),
      edges: all.length,
    },
    answeredAt: at(now),
  };
}

function coverageGiven({ rows, world, declared }: GraphGiven) {
  const services = rows.map(({ slug }) => slug);
  if (!world) return { services: services.length, known: 0, of: new Map<string, never>() };
  return coverageOf({ services, running: world.running, knowledge: world.knowledge, declarations: declared });
}

const worstFirst = { no: 0, unknown: 1, yes: 2 } as const;

function edgeView({ links, saidAtMs, ...edge }: Edge, place: string): GraphView["edges"][number] {
  const sorted = links.toSorted((left, right) => worstFirst[left.answer] - worstFirst[right.answer]);
  const [worst] = sorted;
  return {
    ...edge,
    sentence: worst ? findingInWords({ answer: "no", chain: [worst], undeclared: null }, place) : "",
    saidAt: at(saidAtMs),
    links: sorted.map(linkView),
  };
}
