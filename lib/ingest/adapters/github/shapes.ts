import { z } from "zod";
import {
  KeyText,
  MaybeCount,
  MaybeSha,
  MaybeUrl,
  MaybeWhen,
  maybe,
  maybeWords,
  When,
  WholeNumber,
  words,
} from "../reading";

/** The parts of GitHub's objects that we read, the same in webhooks and in the REST API. */

export const User = z.object({ login: words(200) });
const MaybeUser = maybe(User);

export const Repository = z.object({ full_name: words(300), html_url: words(500) });
export type Repository = z.infer<typeof Repository>;

export const PullRequest = z.object({
  number: WholeNumber,
  title: maybeWords(500),
  body: maybeWords(20_000),
  html_url: MaybeUrl,
  user: MaybeUser,
  created_at: When,
  updated_at: When,
  closed_at: MaybeWhen,
  merged_at: MaybeWhen,
  merge_commit_sha: MaybeSha,
  merged_by: MaybeUser,
  head: z.object({ ref: maybeWords(), sha: MaybeSha }),
  additions: MaybeCount,
  deletions: MaybeCount,
  changed_files: MaybeCount,
});
export type PullRequest = z.infer<typeof PullRequest>;

export const Review = z.object({
  id: KeyText,
  user: MaybeUser,
  state: words(40),
  submitted_at: MaybeWhen,
  html_url: MaybeUrl,
});
export type Review = z.infer<typeof Review>;

const Payload = z
  .union([z.record(z.string(), z.unknown()), z.string()])
  .nullish()
  .catch(undefined);

export const Deployment = z.object({
  id: KeyText,
  sha: MaybeSha,
  ref: maybeWords(),
  environment: words(200),
  created_at: When,
  creator: MaybeUser,
  payload: Payload,
});
export type Deployment = z.infer<typeof Deployment>;

export const DeploymentStatus = z.object({
  state: words(40),
  created_at: When,
  creator: MaybeUser,
  log_url: MaybeUrl,
  target_url: MaybeUrl,
});
export type DeploymentStatus = z.infer<typeof DeploymentStatus>;

export const WorkflowRun = z.object({
  id: KeyText,
  name: maybeWords(),
  path: maybeWords(300),
  run_attempt: maybe(WholeNumber),
  status: maybeWords(40),
  conclusion: maybeWords(40),
  created_at: When,
  updated_at: When,
  run_started_at: MaybeWhen,
  head_branch: maybeWords(),
  head_sha: MaybeSha,
  html_url: MaybeUrl,
  actor: MaybeUser,
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const WorkflowJob = z.object({
  id: KeyText,
  run_id: KeyText,
  run_attempt: maybe(WholeNumber),
  name: words(),
  workflow_name: maybeWords(),
  status: words(40),
  conclusion: maybeWords(40),
  created_at: MaybeWhen,
  started_at: MaybeWhen,
  completed_at: MaybeWhen,
  head_branch: maybeWords(),
  head_sha: MaybeSha,
  html_url: MaybeUrl,
});
export type WorkflowJob = z.infer<typeof WorkflowJob>;

export const Issue = z.object({
  number: WholeNumber,
  title: maybeWords(500),
  body: maybeWords(20_000),
  html_url: MaybeUrl,
  user: MaybeUser,
  created_at: When,
  updated_at: When,
  closed_at: MaybeWhen,
  labels: z.array(z.object({ name: words() })).nullish(),
});
export type Issue = z.infer<typeof Issue>;

export const Release = z.object({
  id: KeyText,
  tag_name: words(),
  target_commitish: maybeWords(),
  draft: z.boolean().nullish(),
  prerelease: z.boolean().nullish(),
  published_at: MaybeWhen,
  html_url: MaybeUrl,
  author: MaybeUser,
});
export type Release = z.infer<typeof Release>;

export const PushedCommit = z.object({
  id: words(64),
  timestamp: When,
  message: maybeWords(20_000),
  author: maybe(z.object({ name: maybeWords() })),
  added: z.array(z.string()).nullish(),
  removed: z.array(z.string()).nullish(),
  modified: z.array(z.string()).nullish(),
});
export type PushedCommit = z.infer<typeof PushedCommit>;

const Signed = z.object({ name: maybeWords(), date: When });

/** A commit as the REST API gives it. */
export const ApiCommit = z.object({
  sha: words(64),
  commit: z.object({ author: Signed, committer: Signed, message: maybeWords(20_000) }),
  parents: z.array(z.object({ sha: words(64) })).nullish(),
});
export type ApiCommit = z.infer<typeof ApiCommit>;
