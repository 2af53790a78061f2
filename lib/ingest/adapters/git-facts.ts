import type { Instant } from "@/lib/kernel/instant";
import type { Fact } from "../domain/fact";
import { commitKey } from "../domain/subject-key";
import { clipped, shaOf, titleOf } from "./reading";

/** At most so many paths of one commit are kept, sorted. */
const mostPaths = 3_000;

/** What every door knows of a commit. */
interface CommonCommit {
  readonly repository: string;
  readonly sha: string;
  readonly committedAt: Instant;
  readonly author: string | undefined;
  readonly message: string | undefined;
}

/** What only some doors know of it. */
interface CommitExtras {
  readonly authoredAt?: Instant | undefined;
  readonly parents?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
}

/**
 * A commit as up to three facts: what every door knows, when it was written and upon what, and its files. So a push and a
 * poller that know different parts still tell the same facts about the parts that both know.
 */
export function commitFacts(commit: CommonCommit, extras: CommitExtras): Fact[] {
  const sha = shaOf(commit.sha);
  if (sha === undefined) return [];
  const { repository, committedAt } = commit;
  const base = {
    kind: "commit",
    subjectKey: commitKey(repository, sha),
    occurredAt: committedAt,
    repository,
    sha,
  } as const;
  const facts: Fact[] = [{ ...base, committedAt, author: commit.author, title: titleOf(commit.message) }];
  const parents = extras.parents?.map((parent) => shaOf(parent)).filter((parent) => parent !== undefined);
  if (extras.authoredAt !== undefined || parents?.length)
    facts.push({ ...base, authoredAt: extras.authoredAt, parents });
  const paths = [...new Set(extras.paths?.map((path) => clipped(path, 1_000)).filter(Boolean))]
    .sort()
    .slice(0, mostPaths);
  if (paths.length > 0) facts.push({ ...base, paths });
  return facts;
}

const causeLine = /\broot cause:\s*`?([0-9a-f]{7,40})\b/gi;

/** Commits that a text names as `root cause: <commit>`. */
export function namedCauses(text: string | undefined): { commitSha: string }[] | undefined {
  const shas = [...(text ?? "").matchAll(causeLine)].map(([, sha = ""]) => sha.toLowerCase());
  return shas.length === 0 ? undefined : [...new Set(shas)].sort().map((commitSha) => ({ commitSha }));
}
