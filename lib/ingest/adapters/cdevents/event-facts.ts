import { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import type { Fact, Progress } from "../../domain/fact";
import { repositoryName } from "../../domain/repository-name";
import { stageKind } from "../../domain/stage-kind";
import {
  changeRequestKey,
  deploymentKey,
  incidentKey,
  type KeySpace,
  runKey,
  ticketKey,
} from "../../domain/subject-key";
import type { Parsed } from "../../port";
import type { VendorSettings } from "../../vendor-settings-contract";
import { ignored, KeyText, MaybeUrl, maybe, maybeWords, reading, told, When, words } from "../reading";
import { artifactOf } from "./artifact";

/** CDEvents of any version from 0.3: what differs between them is the version's own name, and what is optional. */

/** What runs are deployments needs no rule here: `service.deployed` says it. */
export type CdSettings = Pick<VendorSettings<"cdevents">, "stages">;

const Reference = z.object({ id: KeyText, name: maybeWords(), source: maybeWords(300) });

const Event = z.object({
  context: z.object({
    id: KeyText,
    type: words(200),
    source: words(300),
    timestamp: When,
  }),
  subject: z.object({
    id: KeyText,
    source: maybeWords(300),
    content: z
      .object({
        uri: MaybeUrl,
        url: MaybeUrl,
        outcome: maybeWords(40),
        pipelineName: maybeWords(),
        taskName: maybeWords(),
        pipelineRun: maybe(Reference),
        environment: maybe(Reference),
        service: maybe(Reference),
        repository: maybe(Reference),
        testSuite: maybe(Reference),
        artifactId: maybeWords(1_000),
        description: maybeWords(500),
        summary: maybeWords(500),
        title: maybeWords(500),
        resolution: maybeWords(),
        ticketType: maybeWords(),
      })
      .nullish(),
  }),
});
type Event = z.infer<typeof Event>;
type Content = NonNullable<Event["subject"]["content"]>;

/** An event as its parts are needed. */
interface Said {
  readonly predicate: string;
  readonly id: string;
  readonly eventId: string;
  readonly at: Instant;
  readonly content: Content;
  readonly space: KeySpace;
  readonly settings: CdSettings;
}

const outcomes: Readonly<Record<string, Progress>> = {
  success: "succeeded",
  pass: "succeeded",
  failure: "failed",
  fail: "failed",
  error: "failed",
  cancel: "cancelled",
};

function progressOf({ predicate, content }: Said): Progress | null {
  if (predicate === "queued") return "queued";
  if (predicate === "started") return "running";
  if (predicate === "skipped") return "cancelled";
  if (predicate !== "finished") return null;
  const outcome = content.outcome?.toLowerCase() ?? "success";
  return (Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : undefined) ?? "failed";
}

function runFacts(said: Said, name: string): Fact[] {
  const progress = progressOf(said);
  if (progress === null) return [];
  const { content, space, id, at } = said;
  const repository = content.repository?.id;
  const url = content.uri ?? content.url;
  return [{ kind: "pipeline_run", subjectKey: runKey(space, id), occurredAt: at, name, progress, repository, url }];
}

/** A task is a stage of its pipeline run; one that names none is a run of its own. */
function taskFacts(said: Said): Fact[] {
  const { content, id, space, at, settings } = said;
  const name = content.taskName ?? id;
  const run = content.pipelineRun?.id;
  if (run === undefined) return runFacts(said, name);
  const progress = progressOf(said);
  if (progress === null) return [];
  const stage = stageKind(settings.stages, name);
  const subjectKey = runKey(space, run);
  const url = content.uri ?? content.url;
  return [{ kind: "pipeline_stage", subjectKey, occurredAt: at, stageKey: id, name, stage, progress, url }];
}

/** A deployment has no start here and no attempt: each event that says it is one. */
function serviceFacts({ predicate, content, id, eventId, at, space }: Said): Fact[] {
  const environment = content.environment?.name ?? content.environment?.id;
  const artifact = artifactOf(content.artifactId);
  const isDeployed = predicate === "deployed" || predicate === "upgraded" || predicate === "rolledback";
  if (!isDeployed || environment === undefined || artifact === null) return [];
  const subjectKey = deploymentKey(space, eventId);
  const { version, digest } = artifact;
  return [
    {
      kind: "deployment",
      subjectKey,
      occurredAt: at,
      // Rolled back to this artifact: that version runs now, which is a deployment of it.
      progress: "succeeded",
      service: id,
      environment,
      version,
      artifactDigest: digest,
    },
  ];
}

const incidentWords = { detected: "triggered", reported: "triggered", resolved: "resolved" } as const;

function incidentFacts({ predicate, content, id, at, space }: Said): Fact[] {
  const what = Object.hasOwn(incidentWords, predicate) ? incidentWords[predicate as keyof typeof incidentWords] : null;
  if (what === null) return [];
  const version = artifactOf(content.artifactId)?.version;
  const service = content.service?.name ?? content.service?.id;
  return [
    {
      kind: "incident",
      subjectKey: incidentKey(space, id),
      occurredAt: at,
      key: id,
      what,
      title: content.description,
      service,
      environment: content.environment?.name ?? content.environment?.id,
      causes: version === undefined ? undefined : [{ service, version }],
    },
  ];
}

const ticketWords = { created: "open", updated: "open", closed: "closed" } as const;

function ticketFacts({ predicate, content, id, at }: Said): Fact[] {
  const usual = Object.hasOwn(ticketWords, predicate) ? ticketWords[predicate as keyof typeof ticketWords] : null;
  if (usual === null) return [];
  const isDropped = usual === "closed" && /won.?t|withdrawn|cancel|reject|duplicate/i.test(content.resolution ?? "");
  return [
    {
      kind: "ticket",
      subjectKey: ticketKey("other", id),
      occurredAt: at,
      system: "other",
      key: id,
      state: isDropped ? "cancelled" : usual,
      title: content.summary ?? content.title,
      url: content.uri ?? content.url,
    },
  ];
}

const changeWords = {
  created: "opened",
  updated: "updated",
  reviewed: "reviewed",
  merged: "merged",
  abandoned: "closed",
} as const;

/** A change is kept by repository and number; a sender that calls it otherwise tells nothing that others could match. */
function changeFacts({ predicate, content, id, at }: Said): Fact[] {
  const what = Object.hasOwn(changeWords, predicate) ? changeWords[predicate as keyof typeof changeWords] : null;
  const repository = content.repository?.id === undefined ? null : repositoryName(content.repository.id);
  const number = /^#?(\d{1,9})$/.exec(id)?.[1];
  if (what === null || repository === null || number === undefined) return [];
  const subjectKey = changeRequestKey(repository, Number(number));
  const title = content.title ?? content.description;
  return [{ kind: "change_request", subjectKey, occurredAt: at, repository, number: Number(number), what, title }];
}

type Reader = (said: Said) => Fact[];

const readers: Readonly<Record<string, Reader>> = {
  pipelinerun: (said) => runFacts(said, said.content.pipelineName ?? said.id),
  build: (said) => runFacts(said, "build"),
  testsuiterun: (said) => runFacts(said, said.content.testSuite?.name ?? "test suite"),
  taskrun: taskFacts,
  service: serviceFacts,
  incident: incidentFacts,
  ticket: ticketFacts,
  change: changeFacts,
};

/** `dev.cdevents.service.deployed.0.3.0` by subject and predicate. */
const typeForm = /^(?:dev\.cdevents|cd)\.([a-z]+)\.([a-z]+)(?:\.[0-9][0-9A-Za-z.-]*)?$/;

/** The facts of one CDEvent. */
export function readCdEvent(json: unknown, settings: CdSettings): Parsed {
  return reading(Event, json, ({ context, subject }) => {
    const [, noun = "", predicate = ""] = typeForm.exec(context.type) ?? [];
    const reader = Object.hasOwn(readers, noun) ? readers[noun] : undefined;
    const name = noun === "" ? context.type : `${noun}.${predicate}`;
    if (!reader) return ignored(noun === "" ? "unknown_event" : "not_interesting", name);
    const host = encodeURIComponent(subject.source ?? context.source);
    const said: Said = {
      predicate,
      id: subject.id,
      eventId: context.id,
      at: context.timestamp,
      content: subject.content ?? ({} as Content),
      space: { system: "cdevents", host },
      settings,
    };
    return told(name, reader(said));
  });
}
