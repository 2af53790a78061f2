import type { DeploymentFact, Fact } from "@/lib/ingest/domain/fact";
import {
  alertKey,
  changeRequestKey,
  customerKey,
  deploymentKey,
  flagKey,
  incidentKey,
  type KeySpace,
  qualityKey,
} from "@/lib/ingest/domain/subject-key";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type StreamOptions, seeded, signalsStream } from "./signals-stream";

const minute = 60_000;
/** Facts of one round of `extraFacts`, roughly: how many rounds a stream gets. */
const factsPerRound = 30;
const shareOfExtras = 0.2;

interface Round {
  readonly n: number;
  readonly service: string;
  readonly other: string;
  readonly space: KeySpace;
  at(afterMs: number): Instant;
}

const shaOf = (service: string, n: number, part: number): string =>
  Buffer.from(`${service}+${n}+${part}`).toString("hex").padEnd(40, "0").slice(0, 40);

/** An attempt to deploy with an id of its own, begun and ended. */
function attempt(
  { n, service, space, at }: Round,
  given: Partial<Omit<DeploymentFact, "kind" | "progress">> & {
    readonly id: string;
    readonly fromMs: number;
    readonly end?: DeploymentFact["progress"];
  },
): Fact[] {
  const { id, fromMs, end = "succeeded", ...more } = given;
  const head = {
    kind: "deployment",
    subjectKey: deploymentKey(space, `${service}/${n}/${id}`),
    service,
    environment: "production",
    version: `2.${n}.0`,
    repository: `github.com/shop/${service}`,
    ...more,
  } as const;
  return [
    { ...head, progress: "running", occurredAt: at(fromMs) },
    { ...head, progress: end, occurredAt: at(fromMs + 4 * minute) },
  ];
}

/** Again, back, at the same moment, without a commit, and from a branch before it is merged. */
function attempts(round: Round): Fact[] {
  const { n, service, at } = round;
  const commitSha = shaOf(service, n, 1);
  const head = shaOf(service, n, 2);
  const repository = `github.com/shop/${service}`;
  const request = {
    kind: "change_request",
    subjectKey: changeRequestKey(repository, 100_000 + n),
    repository,
    number: 100_000 + n,
  } as const;
  return [
    ...attempt(round, { id: "staging", environment: "staging", fromMs: 0, commitSha }),
    // Only staging says the commit.
    ...attempt(round, { id: "first", fromMs: 10 * minute, ticketKey: `CHG${n}` }),
    ...attempt(round, { id: "again", fromMs: 20 * minute }),
    ...attempt(round, { id: "twin-a", fromMs: 30 * minute, version: `3.${n}.0`, flags: ["fast"] }),
    ...attempt(round, { id: "twin-b", fromMs: 30 * minute, version: `3.${n}.0`, end: "failed" }),
    ...attempt(round, { id: "back", fromMs: 52 * minute }),
    ...attempt(round, {
      id: "branch",
      environment: "staging",
      version: `4.${n}.0`,
      fromMs: 54 * minute,
      commitSha: head,
    }),
    { ...request, what: "opened", occurredAt: at(53 * minute), headSha: head, title: `Preview ${n}` },
    {
      ...request,
      what: "merged",
      occurredAt: at(70 * minute),
      mergeSha: shaOf(service, n, 3),
      ticketKeys: [`CHG${n + 1}`],
    },
  ];
}

/** One without a place, one that blames another service, one that is merged into the first, and one that ends before the way back. */
function incidents({ n, service, other, space, at }: Round): Fact[] {
  const head = (key: string) =>
    ({ kind: "incident", key, subjectKey: incidentKey(space, `X-${service}-${n}-${key}`) }) as const;
  const root = head("root");
  return [
    { ...root, what: "triggered", occurredAt: at(40 * minute), title: "Slow", service, severity: "high" },
    { ...root, what: "resolved", occurredAt: at(50 * minute) },
    {
      ...head("other"),
      what: "triggered",
      occurredAt: at(41 * minute),
      title: "Carts are lost",
      service: other,
      environment: "production",
      causes: [{ service, version: `3.${n}.0` }],
    },
    { ...head("other"), what: "resolved", occurredAt: at(49 * minute) },
    { ...head("double"), what: "triggered", occurredAt: at(42 * minute), title: "Slow too", service },
    { ...head("double"), what: "merged", occurredAt: at(43 * minute), mergedInto: root.subjectKey },
    {
      ...head("nobody"),
      what: "triggered",
      occurredAt: at(12 * minute),
      causes: [{ commitSha: shaOf(service, n, 1) }],
    },
  ];
}

function surroundings({ n, service, space, at }: Round): Fact[] {
  const fingerprint = `latency-${service}`;
  const startsAt = at(31 * minute);
  const alert = {
    kind: "alert",
    subjectKey: alertKey(space, fingerprint, startsAt),
    fingerprint,
    startsAt,
    title: "Latency",
    service,
    environment: "production",
    countsAsIncident: n % 2 === 0,
  } as const;
  const flag = { flag: "new-cart", service, environment: "production" };
  const suite = { service, version: `2.${n}.0`, suite: "end to end" };
  return [
    { ...alert, progress: "firing", occurredAt: startsAt, labels: { pod: `${service}-1` } },
    { ...alert, progress: "resolved", occurredAt: at(36 * minute) },
    {
      kind: "flag_change",
      subjectKey: flagKey(space, flag),
      ...flag,
      to: n % 2 === 0 ? "on" : "off",
      occurredAt: at(29 * minute),
    },
    {
      kind: "quality",
      subjectKey: qualityKey(space, suite),
      ...suite,
      passed: 90 + n,
      failed: n % 3,
      occurredAt: at(2 * minute),
    },
    {
      kind: "quality",
      subjectKey: qualityKey(space, suite),
      ...suite,
      passed: 91 + n,
      failed: 0,
      occurredAt: at(5 * minute),
    },
    {
      kind: "customer",
      subjectKey: customerKey(space, `case-${service}-${n}`),
      what: "support_ticket",
      service,
      environment: "production",
      title: "I cannot pay",
      occurredAt: at(33 * minute),
    },
  ];
}

/**
 * `signalsStream` with everything else that can be told: alerts, flags, test results, customers, repeated and concurrent attempts, ways
 * back, deployments that leave out what another says, and incidents that blame somebody else. At least `options.facts` facts.
 */
export function wholeStream(options: StreamOptions): Fact[] {
  const usual = signalsStream({ ...options, facts: Math.ceil(options.facts * (1 - shareOfExtras)) });
  const random = seeded(options.seed + 1);
  const space = options.space ?? { system: "push", host: "stream" };
  const extras: Fact[] = [];
  for (let n = 1; usual.length + extras.length < options.facts; n += 1) {
    const service = options.services[n % options.services.length] as string;
    const other = options.services[(n + 1) % options.services.length] as string;
    // Some rounds of a service overlap; a neighbour's attempts lie between its own.
    const startAt = options.startAt + n * factsPerRound * minute + Math.floor(random() * 10) * minute;
    const round: Round = { n, service, other, space, at: (afterMs) => instant(startAt + afterMs) };
    extras.push(...attempts(round), ...incidents(round), ...surroundings(round));
  }
  return [...usual, ...extras].toSorted((one, next) => one.occurredAt - next.occurredAt);
}
