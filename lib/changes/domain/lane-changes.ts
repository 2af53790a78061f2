import type { Instant } from "@/lib/kernel/instant";
import { type CommitGraph, reachable, resolveSha } from "./commit-graph";
import { isWithin } from "./repository";

/** A successful deployment of a lane, as far as it decides which changes it brought. */
export interface DeliveringDeployment {
  readonly id: string;
  readonly commitSha: string | null;
  /** What the sender says was there before. */
  readonly saidFromSha: string | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
}

export interface KnownCommit {
  readonly repository: string;
  readonly sha: string;
  readonly parents: readonly string[];
  readonly paths: readonly string[];
  readonly authoredAt: Instant | null;
  readonly committedAt: Instant | null;
  readonly author: string | null;
  readonly title: string | null;
}

export interface KnownRequest {
  readonly key: string;
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly author: string | null;
  readonly url: string | null;
  readonly mergeSha: string | null;
  readonly headSha: string | null;
  readonly commitShas: readonly string[];
  readonly mergedAt: Instant | null;
  readonly ticketKeys: readonly string[];
}

/** How it is known that a deployment brought a change: through the commits' parents, or because it was merged in time. */
export type RangeBasis = "graph" | "time";

export interface DeliveredChange<Request extends KnownRequest = KnownRequest> {
  /** The subject key of the change request, or `commit:` and the hash. */
  readonly key: string;
  readonly deploymentId: string;
  readonly basis: RangeBasis;
  readonly request: Request | null;
  /** The commits of the change that came with the deployment, or all that are known of it when merged in time. */
  readonly commits: readonly KnownCommit[];
}

export interface LaneHistory<Request extends KnownRequest = KnownRequest> {
  /** Successful deployments of the lane, oldest first; the first one may be there only as the one before. */
  readonly deployments: readonly DeliveringDeployment[];
  readonly graph: CommitGraph;
  readonly commits: ReadonlyMap<string, KnownCommit>;
  readonly requests: readonly Request[];
  /** The folders of the repository that are the service's; empty: all. */
  readonly folders: readonly string[];
}

export interface LaneDelivery<Request extends KnownRequest = KnownRequest> {
  readonly changes: readonly DeliveredChange<Request>[];
  /** Deployments of which it cannot be told what they brought. */
  readonly unknown: readonly { readonly deploymentId: string; readonly reason: string }[];
}

/**
 * Which changes each deployment of a lane brought first. A commit belongs to the first deployment from which it can be reached and
 * that no earlier one reached; where the graph does not know the commits, to the first one that started after its merge. Going back
 * and forth therefore brings nothing twice. The lane's first deployment is the starting point and brings nothing that is known.
 */
export function deliveryOf<Request extends KnownRequest>(history: LaneHistory<Request>): LaneDelivery<Request> {
  const requestsBySha = indexRequests(history.requests);
  const changes = new Map<string, DeliveredChange<Request>>();
  const unknown: { deploymentId: string; reason: string }[] = [];
  const walk = new DeliveredCommits(history.graph);
  let before: DeliveringDeployment | null = null;
  for (const deployment of history.deployments) {
    const shas = walk.next(deployment);
    let brought: readonly DeliveredChange<Request>[] = [];
    if (shas) brought = grouped(history, requestsBySha, shas, deployment.id);
    else if (before) brought = mergedBetween(history, before, deployment);
    else unknown.push({ deploymentId: deployment.id, reason: firstHere });
    for (const change of brought) if (!changes.has(change.key)) changes.set(change.key, change);
    before = deployment;
  }
  return { changes: [...changes.values()], unknown };
}

const firstHere = "It is the first deployment here, so that what it brought is not known.";

/** The commits that a lane has already, as far as the graph knows. */
class DeliveredCommits {
  readonly #graph: CommitGraph;
  readonly #delivered = new Set<string>();
  #hasBase = false;

  constructor(graph: CommitGraph) {
    this.#graph = graph;
  }

  /** What comes with the next deployment; null when the graph cannot tell, for want of its commit or of a place to start from. */
  next(deployment: DeliveringDeployment): readonly string[] | null {
    const from = this.#hasBase ? null : resolveSha(this.#graph, deployment.saidFromSha);
    if (from !== null) this.#take(from);
    const to = resolveSha(this.#graph, deployment.commitSha);
    if (to === null) return null;
    const hadBase = this.#hasBase;
    const taken = this.#take(to);
    return hadBase ? taken : null;
  }

  #take(sha: string): readonly string[] {
    const found = [...reachable(this.#graph, sha, this.#delivered)];
    for (const one of found) this.#delivered.add(one);
    this.#hasBase = true;
    return found;
  }
}

function indexRequests<Request extends KnownRequest>(requests: readonly Request[]): Map<string, Request> {
  const bySha = new Map<string, Request>();
  // What a merge made is its own; commits of a branch may stand in several requests, of which the merged one counts.
  const sorted = [...requests].sort((left, right) => Number(left.mergedAt !== null) - Number(right.mergedAt !== null));
  for (const request of sorted) {
    for (const sha of request.commitShas) bySha.set(sha.toLowerCase(), request);
    if (request.headSha) bySha.set(request.headSha.toLowerCase(), request);
  }
  for (const request of sorted) if (request.mergeSha) bySha.set(request.mergeSha.toLowerCase(), request);
  return bySha;
}

function grouped<Request extends KnownRequest>(
  history: LaneHistory<Request>,
  requestsBySha: ReadonlyMap<string, Request>,
  shas: readonly string[],
  deploymentId: string,
): DeliveredChange<Request>[] {
  const byRequest = new Map<string, { request: Request; commits: KnownCommit[] }>();
  const alone: KnownCommit[] = [];
  for (const sha of shas) {
    const commit = history.commits.get(sha);
    if (!commit) continue;
    const request = requestsBySha.get(sha);
    if (!request) {
      // A merge commit without a request joins what its parents brought.
      if (commit.parents.length < 2 && concerns(commit, history.folders)) alone.push(commit);
      continue;
    }
    const entry = byRequest.get(request.key) ?? { request, commits: [] };
    entry.commits.push(commit);
    byRequest.set(request.key, entry);
  }
  const requests = [...byRequest.values()].filter(({ commits }) =>
    commits.some((one) => concerns(one, history.folders)),
  );
  return [
    ...requests.map((one) => ({ ...one, key: one.request.key, deploymentId, basis: "graph" as const })),
    ...alone.map((commit) => aloneChange(commit, deploymentId, "graph")),
  ];
}

/** A commit whose files are not known may concern everybody. A merge says nothing of its own. */
function concerns(commit: KnownCommit, folders: readonly string[]): boolean {
  if (folders.length === 0 || commit.paths.length === 0) return commit.parents.length < 2 || folders.length === 0;
  return commit.paths.some((path) => isWithin(path, folders));
}

function aloneChange(commit: KnownCommit, deploymentId: string, basis: RangeBasis): DeliveredChange<never> {
  return { key: `commit:${commit.sha}`, deploymentId, basis, request: null, commits: [commit] };
}

function mergedBetween<Request extends KnownRequest>(
  history: LaneHistory<Request>,
  before: DeliveringDeployment,
  deployment: DeliveringDeployment,
): DeliveredChange<Request>[] {
  const isIn = (at: Instant | null): boolean => at !== null && at > before.startedAt && at <= deployment.startedAt;
  const inRequests = new Set(
    history.requests.flatMap(({ commitShas, mergeSha, headSha }) => [...commitShas, mergeSha ?? "", headSha ?? ""]),
  );
  const requests = history.requests
    .filter(({ mergedAt }) => isIn(mergedAt))
    .map((request) => ({ request, commits: commitsOf(history, request) }))
    .filter(({ commits }) => commits.length === 0 || commits.some((commit) => concerns(commit, history.folders)));
  const alone = [...history.commits.values()].filter(
    (commit) =>
      isIn(commit.committedAt) &&
      !inRequests.has(commit.sha) &&
      commit.parents.length < 2 &&
      concerns(commit, history.folders),
  );
  return [
    ...requests.map((one) => ({ ...one, key: one.request.key, deploymentId: deployment.id, basis: "time" as const })),
    ...alone.map((commit) => aloneChange(commit, deployment.id, "time")),
  ];
}

function commitsOf(history: LaneHistory, request: KnownRequest): KnownCommit[] {
  const shas = [...request.commitShas, request.mergeSha, request.headSha];
  const known = shas.flatMap((sha) => history.commits.get(sha?.toLowerCase() ?? "") ?? []);
  return [...new Set(known)];
}
