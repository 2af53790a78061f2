import type { CommitFact, Fact } from "@/lib/ingest/domain/fact";
import { lastGiven } from "@/lib/kernel/last-given";
import type { KnownCommit } from "./lane-changes";

type CommitTold = Fact & CommitFact;

/** A commit from all facts of its subject in order; null when none is about one. Who knows parents or paths completes who does not. */
export function readCommit(facts: readonly Fact[]): KnownCommit | null {
  const told = facts.filter((fact): fact is CommitTold => fact.kind === "commit");
  const last = told.at(-1);
  if (!last) return null;
  return {
    repository: last.repository,
    sha: last.sha.toLowerCase(),
    parents: (lastGiven(told, ({ parents }) => parents) ?? []).map((sha) => sha.toLowerCase()),
    paths: longest(told.map(({ paths }) => paths ?? [])),
    authoredAt: lastGiven(told, ({ authoredAt }) => authoredAt),
    committedAt: lastGiven(told, ({ committedAt }) => committedAt),
    author: lastGiven(told, ({ author }) => author),
    title: lastGiven(told, ({ title }) => title),
  };
}

function longest(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce((held, list) => (list.length > held.length ? list : held), []);
}
