import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { ChangeRequestFact, Fact } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { changeRequestKey } from "../../domain/subject-key";
import { ticketKeysIn } from "../../domain/ticket-keys";
import { commitFacts } from "../git-facts";
import { branchOf } from "../reading";
import type { PullRequest, Push } from "./shapes";

/** What Azure DevOps says of code: pushes and pull requests. */

export function pushFacts({ commits, repository: { remoteUrl, name } }: z.infer<typeof Push>): Fact[] {
  const repository = repositoryName(remoteUrl) ?? name;
  return (commits ?? []).flatMap(({ commitId, comment, author, committer }) => {
    const common = { repository, sha: commitId, committedAt: committer.date, author: author.name, message: comment };
    return commitFacts(common, { authoredAt: author.date });
  });
}

const styles: Readonly<Record<string, ChangeRequestFact["mergeStyle"]>> = {
  noFastForward: "merge",
  squash: "squash",
  rebase: "rebase",
  rebaseMerge: "rebase",
};

function styleOf(options: PullRequest["completionOptions"]): ChangeRequestFact["mergeStyle"] {
  const named = options?.mergeStrategy;
  if (named !== undefined && Object.hasOwn(styles, named)) return styles[named];
  return options?.squashMerge ? "squash" : undefined;
}

/**
 * A pull request as of `at`. Only its status says that it was completed: the event `git.pullrequest.merged` tells of each attempt
 * to make a merge commit, while the request is still open.
 */
export function pullRequestFacts(pull: PullRequest, at: Instant, prefixes: readonly string[] | undefined): Fact[] {
  const repository = repositoryName(pull.repository.remoteUrl) ?? pull.repository.name;
  const number = pull.pullRequestId;
  const base = {
    kind: "change_request",
    subjectKey: changeRequestKey(repository, number),
    repository,
    number,
  } as const;
  const author = pull.createdBy?.displayName;
  const facts: Fact[] = [
    { ...base, what: "opened", occurredAt: pull.creationDate, author },
    {
      ...base,
      what: "updated",
      occurredAt: at,
      title: pull.title,
      headSha: pull.lastMergeSourceCommit?.commitId,
      ticketKeys: ticketKeysIn([pull.title, branchOf(pull.sourceRefName), pull.description], prefixes),
    },
  ];
  // A vote of 10 or 5 approves; when it was given is not told, only that it had been by now.
  for (const { displayName, vote } of pull.reviewers ?? []) {
    if (vote === 10 || vote === 5) facts.push({ ...base, what: "approved", occurredAt: at, author, by: displayName });
    else if (vote === -5 || vote === -10)
      facts.push({ ...base, what: "reviewed", occurredAt: at, author, by: displayName });
  }
  return pull.closedDate === undefined ? facts : [...facts, ...endOf(pull, pull.closedDate, base)];
}

function endOf(
  pull: PullRequest,
  occurredAt: Instant,
  base: {
    readonly kind: "change_request";
    readonly subjectKey: string;
    readonly repository: string;
    readonly number: number;
  },
): Fact[] {
  const by = pull.closedBy?.displayName;
  if (pull.status === "abandoned") return [{ ...base, what: "closed", occurredAt, by }];
  if (pull.status !== "completed") return [];
  const mergeSha = pull.lastMergeCommit?.commitId;
  return [{ ...base, what: "merged", occurredAt, by, mergeSha, mergeStyle: styleOf(pull.completionOptions) }];
}
