import type { Instant } from "@/lib/kernel/instant";

/** A commit as the walk through history needs it. */
export interface GraphCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly at: Instant | null;
}

export type CommitGraph = ReadonlyMap<string, GraphCommit>;

/** Shorter ones could mean another commit. */
const shortestSha = 7;

export function commitGraph(commits: readonly GraphCommit[]): CommitGraph {
  return new Map(commits.map((commit) => [commit.sha, commit]));
}

/** The whole hash of a commit that may be named by its beginning; null when it is not known, or not the only one. */
export function resolveSha(graph: CommitGraph, sha: string | null): string | null {
  if (sha === null) return null;
  const wanted = sha.toLowerCase();
  if (graph.has(wanted)) return wanted;
  if (wanted.length < shortestSha || wanted.length >= 40) return null;
  let found: string | null = null;
  for (const known of graph.keys()) {
    if (!known.startsWith(wanted)) continue;
    if (found !== null) return null;
    found = known;
  }
  return found;
}

/**
 * Everything reachable from `from` (itself included) through parents, without what is in `delivered`. Parents that the graph does
 * not have are passed over: they are older than what was loaded.
 */
export function reachable(graph: CommitGraph, from: string, delivered: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    const commit = graph.get(sha);
    if (!commit || found.has(sha) || delivered.has(sha)) continue;
    found.add(sha);
    waiting.push(...commit.parents);
  }
  return found;
}
