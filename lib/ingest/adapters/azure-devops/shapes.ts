import { z } from "zod";
import { KeyText, MaybeSha, MaybeUrl, MaybeWhen, maybe, maybeWords, When, WholeNumber, words } from "../reading";

/** The parts of Azure DevOps' service hooks that we read. */

const Person = z.object({ displayName: maybeWords() });
const MaybePerson = maybe(Person);

export const Head = z.object({
  id: maybe(KeyText),
  eventType: words(200),
  createdDate: When,
  resource: z.unknown(),
  resourceContainers: maybe(z.object({ collection: maybe(z.object({ id: maybe(KeyText) })) })),
});
export type Head = z.infer<typeof Head>;

export const Build = z.object({
  id: KeyText,
  buildNumber: maybeWords(),
  url: MaybeUrl,
  queueTime: MaybeWhen,
  startTime: MaybeWhen,
  finishTime: MaybeWhen,
  status: maybeWords(40),
  result: maybeWords(40),
  sourceBranch: maybeWords(),
  sourceVersion: MaybeSha,
  /** `LG:refs/heads/main:<hash>` in the first version of the resource. */
  sourceGetVersion: maybeWords(300),
  definition: z.object({ name: words() }),
  repository: maybe(z.object({ url: maybeWords(500) })),
  requestedFor: MaybePerson,
  _links: maybe(z.object({ web: maybe(z.object({ href: MaybeUrl })) })),
});

const Named = z.object({ name: words() });

const Run = z.object({
  id: KeyText,
  name: maybeWords(),
  state: maybeWords(40),
  result: maybeWords(40),
  createdDate: MaybeWhen,
  finishedDate: MaybeWhen,
  _links: maybe(z.object({ web: maybe(z.object({ href: MaybeUrl })) })),
});

const Repositories = z
  .array(z.object({ url: maybeWords(500), change: maybe(z.object({ version: MaybeSha })) }))
  .nullish();

export const RunChanged = z.object({ run: Run, pipeline: maybe(Named), repositories: Repositories });

const Part = z.object({
  id: maybe(KeyText),
  name: words(),
  displayName: maybeWords(),
  state: maybeWords(40),
  result: maybeWords(40),
  attempt: maybe(WholeNumber),
  startTime: MaybeWhen,
  finishTime: MaybeWhen,
});
export type Part = z.infer<typeof Part>;

export const StageChanged = RunChanged.extend({ stage: Part });
export const JobChanged = StageChanged.extend({ job: Part });

const Artifact = z.object({
  isPrimary: z.boolean().nullish(),
  definitionReference: z
    .record(z.string(), z.object({ id: maybeWords(300), name: maybeWords(300) }).nullish())
    .nullish(),
});

const Release = z.object({ id: KeyText, name: maybeWords(), artifacts: z.array(Artifact).nullish() });

const Environment = z.object({
  id: KeyText,
  releaseId: maybe(KeyText),
  name: words(),
  status: maybeWords(40),
  release: maybe(Release.partial()),
  releaseDefinition: maybe(Named.partial()),
  owner: MaybePerson,
});

export const ReleaseDeployment = z.object({
  environment: Environment,
  release: maybe(Release.extend({ releaseDefinition: maybe(Named.partial()) })),
  deployment: maybe(
    z.object({
      attempt: maybe(WholeNumber),
      startedOn: MaybeWhen,
      completedOn: MaybeWhen,
      deploymentStatus: maybeWords(40),
      requestedBy: MaybePerson,
      release: maybe(Release),
      releaseDefinition: maybe(Named.partial()),
    }),
  ),
  project: maybe(Named),
  attemptId: maybe(WholeNumber),
});

const Repository = z.object({ name: words(), remoteUrl: words(500) });

export const Push = z.object({
  commits: z
    .array(
      z.object({
        commitId: words(64),
        comment: maybeWords(20_000),
        author: z.object({ name: maybeWords(), date: When }),
        committer: z.object({ date: When }),
      }),
    )
    .nullish(),
  repository: Repository,
});

export const PullRequest = z.object({
  pullRequestId: WholeNumber,
  status: words(40),
  creationDate: When,
  closedDate: MaybeWhen,
  title: maybeWords(500),
  description: maybeWords(20_000),
  sourceRefName: maybeWords(300),
  createdBy: MaybePerson,
  closedBy: MaybePerson,
  repository: Repository,
  lastMergeSourceCommit: maybe(z.object({ commitId: MaybeSha })),
  lastMergeCommit: maybe(z.object({ commitId: MaybeSha })),
  reviewers: z.array(z.object({ displayName: maybeWords(), vote: z.number().nullish() })).nullish(),
  completionOptions: maybe(z.object({ mergeStrategy: maybeWords(40), squashMerge: z.boolean().nullish() })),
});
export type PullRequest = z.infer<typeof PullRequest>;
