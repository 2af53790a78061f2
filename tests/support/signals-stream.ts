import type { DeploymentFact, Fact } from "@/lib/ingest/domain/fact";
import {
  changeRequestKey,
  commitKey,
  deploymentKey,
  incidentKey,
  type KeySpace,
  namedDeploymentId,
  runKey,
  ticketKey,
} from "@/lib/ingest/domain/subject-key";
import { type Instant, instant } from "@/lib/kernel/instant";

/** Chance with a seed: the same seed tells the same story. Mulberry32, public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The items in another order. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as Item, result[at] as Item];
  }
  return result;
}

export interface StreamOptions {
  readonly seed: number;
  /** At least so many facts; the last release is told to its end. */
  readonly facts: number;
  readonly services: readonly string[];
  readonly startAt: Instant;
  readonly space?: KeySpace;
}

const minute = 60_000;

/** One release of one service, with what its clock and chance say. */
interface Release {
  readonly n: number;
  readonly service: string;
  readonly at: (afterMs: number) => Instant;
  readonly random: () => number;
  readonly space: KeySpace;
}

const shaOf = (service: string, n: number, part: number): string =>
  Buffer.from(`${service}.${n}.${part}`).toString("hex").padEnd(40, "0").slice(0, 40);
const repositoryOf = (service: string): string => `github.com/shop/${service}`;

function changeFacts({ n, service, at, random }: Release): Fact[] {
  const repository = repositoryOf(service);
  const subjectKey = changeRequestKey(repository, n);
  const shas = [1, 2].map((part) => shaOf(service, n, part));
  const head = {
    kind: "change_request",
    repository,
    number: n,
    subjectKey,
    title: `Change ${n} of ${service}`,
  } as const;
  const mergeSha = shaOf(service, n, 9);
  const commits = [...shas, mergeSha].map(
    (sha, part): Fact => ({
      kind: "commit",
      subjectKey: commitKey(repository, sha),
      occurredAt: at(part * 7 * minute),
      repository,
      sha,
      authoredAt: at(part * 7 * minute),
      committedAt: at(part * 7 * minute + minute),
      author: `dev${n % 7}`,
      ...(sha === mergeSha ? { parents: shas } : {}),
    }),
  );
  const requests: Fact[] = [
    { ...head, what: "opened", occurredAt: at(10 * minute), headSha: shas[0] as string, author: `dev${n % 7}` },
    { ...head, what: "updated", occurredAt: at(16 * minute), headSha: shas[1] as string, commitShas: shas },
    { ...head, what: "approved", occurredAt: at(30 * minute), by: "reviewer" },
    {
      ...head,
      what: "merged",
      occurredAt: at(40 * minute),
      mergeSha,
      mergeStyle: random() < 0.5 ? "squash" : "merge",
      firstCommitAt: at(0),
      ticketKeys: [`CHG${n}`],
    },
  ];
  return [...commits, ...requests];
}

function ticketFacts({ n, service, at }: Release): Fact[] {
  const key = `CHG${n}`;
  const head = {
    kind: "ticket",
    system: "servicenow",
    key,
    subjectKey: ticketKey("servicenow", key),
    service,
  } as const;
  return [
    { ...head, state: "open", occurredAt: at(12 * minute), title: `Ship ${service} ${n}`, type: "normal" },
    { ...head, state: "approved", occurredAt: at(38 * minute) },
    {
      ...head,
      state: "closed",
      occurredAt: at(120 * minute),
      actualStartAt: at(60 * minute),
      actualEndAt: at(75 * minute),
    },
  ];
}

function pipelineFacts({ n, service, at, random, space }: Release): Fact[] {
  const subjectKey = runKey(space, `${service}-${n}`);
  const run = {
    kind: "pipeline_run",
    subjectKey,
    name: "deliver",
    service,
    repository: repositoryOf(service),
    commitSha: shaOf(service, n, 9),
    branch: "main",
    version: `1.${n}.0`,
  } as const;
  const failed = random() < 0.1;
  const stage = (name: "build" | "test" | "deploy", from: number, to: number, last: "succeeded" | "failed"): Fact[] => [
    {
      kind: "pipeline_stage",
      subjectKey,
      stageKey: name,
      name,
      stage: name,
      progress: "running",
      occurredAt: at(from * minute),
    },
    {
      kind: "pipeline_stage",
      subjectKey,
      stageKey: name,
      name,
      stage: name,
      progress: last,
      occurredAt: at(to * minute),
    },
  ];
  return [
    { ...run, progress: "queued", occurredAt: at(41 * minute) },
    { ...run, progress: "running", occurredAt: at(42 * minute) },
    ...stage("build", 42, 48, "succeeded"),
    ...stage("test", 48, 58, "succeeded"),
    ...stage("deploy", 60, 75, failed ? "failed" : "succeeded"),
    { ...run, progress: failed ? "failed" : "succeeded", occurredAt: at(76 * minute) },
  ];
}

function deploymentFacts({ n, service, at, random, space }: Release): Fact[] {
  const version = `1.${n}.0`;
  return ["staging", "production"].flatMap((environment, place): Fact[] => {
    const id = namedDeploymentId({ service, environment, version, attempt: 1 });
    const head: Omit<DeploymentFact, "progress"> & { subjectKey: string } = {
      kind: "deployment",
      subjectKey: deploymentKey(space, id),
      service,
      environment,
      version,
      repository: repositoryOf(service),
      commitSha: shaOf(service, n, 9),
      previousCommitSha: shaOf(service, n - 1, 9),
      ticketKey: `CHG${n}`,
      runKey: runKey(space, `${service}-${n}`),
    };
    const fate = random();
    const end = fate < 0.08 ? "failed" : fate < 0.14 ? "rolled_back" : "succeeded";
    const from = 60 + place * 8;
    return [
      { ...head, progress: "running", occurredAt: at(from * minute), by: "deployer" },
      { ...head, progress: end, occurredAt: at((from + 7) * minute), artifactDigest: `sha256:${shaOf(service, n, 3)}` },
    ];
  });
}

function incidentFacts({ n, service, at, random, space }: Release): Fact[] {
  if (random() > 0.3) return [];
  const key = `INC-${service}-${n}`;
  const head = {
    kind: "incident",
    key,
    subjectKey: incidentKey(space, key),
    service,
    environment: "production",
  } as const;
  return [
    { ...head, what: "triggered", occurredAt: at(80 * minute), title: `Errors in ${service}`, severity: "high" },
    { ...head, what: "note", occurredAt: at(83 * minute), detail: "looking", by: "on-call" },
    { ...head, what: "acknowledged", occurredAt: at(82 * minute), by: "on-call" },
    { ...head, what: "severity", occurredAt: at(84 * minute), severity: "critical" },
    { ...head, what: "resolved", occurredAt: at(95 * minute), causes: [{ service, version: `1.${n}.0` }] },
  ];
}

/** A story of releases as facts, in the order in which they happened. Some facts of different subjects happen at the same moment. */
export function signalsStream(options: StreamOptions): Fact[] {
  const random = seeded(options.seed);
  const space = options.space ?? { system: "push", host: "stream" };
  const facts: Fact[] = [];
  for (let n = 1; facts.length < options.facts; n += 1) {
    const service = options.services[n % options.services.length] as string;
    const startAt = options.startAt + n * 13 * minute;
    const release: Release = { n, service, random, space, at: (afterMs) => instant(startAt + afterMs) };
    facts.push(
      ...changeFacts(release),
      ...ticketFacts(release),
      ...pipelineFacts(release),
      ...deploymentFacts(release),
      ...incidentFacts(release),
    );
  }
  return facts.toSorted((one, other) => one.occurredAt - other.occurredAt);
}
