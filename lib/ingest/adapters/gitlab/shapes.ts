import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import {
  KeyText,
  MaybeSha,
  MaybeUrl,
  MaybeWhen,
  maybe,
  maybeWords,
  toSecond,
  When,
  WholeNumber,
  words,
} from "../reading";

/**
 * GitLab's objects. Its hooks write times in three forms and with whole seconds, its API in ISO 8601 with milliseconds: all are
 * read, and cut to the second, so that both say the same.
 */

const Second = When.transform(toSecond) as z.ZodType<Instant>;
const MaybeSecond = MaybeWhen.transform((at) => (at === undefined ? undefined : toSecond(at))) as z.ZodType<
  Instant | undefined
>;

const User = z.object({ username: maybeWords() });
const MaybeUser = maybe(User);

export const Project = z.object({ path_with_namespace: words(300), web_url: words(500) });
export type Project = z.infer<typeof Project>;

export const MergeRequest = z.object({
  iid: WholeNumber,
  title: maybeWords(500),
  description: maybeWords(20_000),
  source_branch: maybeWords(),
  created_at: Second,
  updated_at: Second,
  merged_at: MaybeSecond,
  closed_at: MaybeSecond,
  state: words(40),
  merge_commit_sha: MaybeSha,
  squash_commit_sha: MaybeSha,
  /** Address and head have other names in hooks and in the API. */
  url: MaybeUrl,
  web_url: MaybeUrl,
  last_commit: maybe(z.object({ id: MaybeSha })),
  sha: MaybeSha,
  author: MaybeUser,
  merged_by: MaybeUser,
  merge_user: MaybeUser,
});
export type MergeRequest = z.infer<typeof MergeRequest>;

export const Job = z.object({
  id: KeyText,
  name: words(),
  stage: maybeWords(),
  status: words(40),
  created_at: MaybeSecond,
  started_at: MaybeSecond,
  finished_at: MaybeSecond,
});
export type Job = z.infer<typeof Job>;

export const Pipeline = z.object({
  id: KeyText,
  name: maybeWords(),
  source: maybeWords(),
  ref: maybeWords(),
  sha: MaybeSha,
  status: words(40),
  created_at: Second,
  finished_at: MaybeSecond,
});
export type Pipeline = z.infer<typeof Pipeline>;

export const BuildEvent = z.object({
  build_id: KeyText,
  build_name: words(),
  build_stage: maybeWords(),
  build_status: words(40),
  build_created_at: MaybeSecond,
  build_started_at: MaybeSecond,
  build_finished_at: MaybeSecond,
  pipeline_id: KeyText,
  ref: maybeWords(),
  sha: MaybeSha,
  project: maybe(Project),
  repository: maybe(z.object({ homepage: maybeWords(500) })),
});

export const DeploymentEvent = z.object({
  project: Project,
  deployment_id: KeyText,
  deployable_id: maybe(KeyText),
  status: words(40),
  status_changed_at: Second,
  environment: words(),
  ref: maybeWords(),
  commit_url: maybeWords(500),
  user: MaybeUser,
});

export const ApiDeployment = z.object({
  id: KeyText,
  ref: maybeWords(),
  sha: MaybeSha,
  status: words(40),
  created_at: Second,
  updated_at: Second,
  environment: z.object({ name: words() }),
  user: MaybeUser,
  deployable: maybe(z.object({ id: KeyText, started_at: MaybeSecond, finished_at: MaybeSecond })),
});
export type ApiDeployment = z.infer<typeof ApiDeployment>;

const Label = z.union([z.string(), z.object({ title: z.string() }).transform(({ title }) => title)]);

export const Issue = z.object({
  iid: WholeNumber,
  title: maybeWords(500),
  description: maybeWords(20_000),
  created_at: Second,
  updated_at: Second,
  closed_at: MaybeSecond,
  url: MaybeUrl,
  web_url: MaybeUrl,
  type: maybeWords(40),
  issue_type: maybeWords(40),
  severity: maybeWords(40),
  labels: z.array(Label).nullish(),
});
export type Issue = z.infer<typeof Issue>;

export const Release = z.object({
  tag: words(),
  action: maybeWords(40),
  released_at: MaybeSecond,
  url: MaybeUrl,
  project: Project,
});

export const PushedCommit = z.object({
  id: words(64),
  message: maybeWords(20_000),
  timestamp: Second,
  author: maybe(z.object({ name: maybeWords() })),
  added: z.array(z.string()).nullish(),
  modified: z.array(z.string()).nullish(),
  removed: z.array(z.string()).nullish(),
});

export const ApiCommit = z.object({
  id: words(64),
  message: maybeWords(20_000),
  author_name: maybeWords(),
  authored_date: Second,
  committed_date: Second,
  parent_ids: z.array(words(64)).nullish(),
});
export type ApiCommit = z.infer<typeof ApiCommit>;
