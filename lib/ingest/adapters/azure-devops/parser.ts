import { z } from "zod";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { ignored, KeyText, maybe, reading, readJson, told } from "../reading";
import { settingsOf } from "../settings";
import { verifySharedSecret } from "../verification";
import { pullRequestFacts, pushFacts } from "./code-facts";
import { buildFacts, type Context, partFacts, releaseDeploymentFacts, runFacts } from "./pipeline-facts";
import { Build, Head, JobChanged, PullRequest, Push, ReleaseDeployment, RunChanged, StageChanged } from "./shapes";

/** Azure DevOps' service hooks: https://learn.microsoft.com/azure/devops/service-hooks/events. */

type Reader = (resource: unknown, event: string, context: Context) => Parsed;

const readBuild: Reader = (resource, event, context) =>
  reading(Build, resource, (build) => told(event, buildFacts(build, context)));

const readRun: Reader = (resource, event, context) =>
  reading(RunChanged, resource, (changed) => told(event, runFacts(changed, context)));

const readStage: Reader = (resource, event, context) =>
  reading(StageChanged, resource, (changed) => told(event, partFacts(changed, changed.stage, null, context)));

const readJob: Reader = (resource, event, context) =>
  reading(JobChanged, resource, (changed) => told(event, partFacts(changed, changed.job, changed.stage.name, context)));

function readRelease(isCompleted: boolean): Reader {
  return (resource, event, context) =>
    reading(ReleaseDeployment, resource, (said) => told(event, releaseDeploymentFacts(said, isCompleted, context)));
}

const readPush: Reader = (resource, event) => reading(Push, resource, (push) => told(event, pushFacts(push)));

const readPull: Reader = (resource, event, { settings, at }) =>
  reading(PullRequest, resource, (pull) => told(event, pullRequestFacts(pull, at, settings.ticketPrefixes)));

/** By event without publisher: releases are called `ms.vss-release` or `ms.azure-devops-release`. */
const readers: Readonly<Record<string, Reader>> = {
  "build.complete": readBuild,
  "run-state-changed-event": readRun,
  "stage-state-changed-event": readStage,
  "job-state-changed-event": readJob,
  "deployment-started-event": readRelease(false),
  "deployment-completed-event": readRelease(true),
  "git.push": readPush,
  "git.pullrequest.created": readPull,
  "git.pullrequest.updated": readPull,
  "git.pullrequest.merged": readPull,
};

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("azure_devops", source);
  if (read.kind === "malformed") return read;
  const json = readJson(raw);
  if (json.kind === "malformed") return json;
  return reading(Head, json.json, ({ eventType, createdDate, resource, resourceContainers }) => {
    const name = eventType.replace(/^ms\.(vss-release|azure-devops-release|vss-pipelines)\./, "");
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!reader) {
      const isKnown = /^(ms\.|workitem\.|tfvc\.|git\.|message\.|elasticagentpool\.|repository\.)/.test(eventType);
      return ignored(isKnown ? "not_interesting" : "unknown_event", eventType);
    }
    const space = { system: "azure_devops", host: resourceContainers?.collection?.id ?? source.slug };
    return reader(resource, eventType, { settings: read.settings, space, at: createdDate });
  });
}

/** The id of the event; the same when the delivery is tried again. */
const Identified = z.object({ id: maybe(KeyText), subscriptionId: maybe(KeyText) });

function senderId(raw: RawDelivery): string | null {
  const json = readJson(raw);
  const read = json.kind === "json" ? Identified.safeParse(json.json) : null;
  return read?.success && read.data.id !== undefined ? `${read.data.subscriptionId ?? ""}/${read.data.id}` : null;
}

export const azureDevopsParser: SignalParser = {
  kind: "azure_devops",
  version: 1,
  /** Basic authentication is all that service hooks have. */
  verify: (raw, secrets) => verifySharedSecret(raw, secrets),
  senderId,
  parse,
};
