import { z } from "zod";
import type { Progress } from "../../domain/fact";
import type { Parsed, RawDelivery, SignalParser, SourceFacts } from "../../port";
import { hasCloudEvent, parseCloudEvents } from "../cloudevents/parser";
import {
  clipped,
  hostOf,
  ignored,
  MaybeSha,
  MaybeUrl,
  maybe,
  maybeWords,
  reading,
  readJson,
  told,
  WhenMs,
  WholeNumber,
  words,
} from "../reading";
import { settingsOf } from "../settings";
import { verifySharedSecret } from "../verification";
import { type Build, buildFacts, jobPathOf, resultOf, type Settings } from "./build-facts";

/**
 * Jenkins by its Notification plugin (a body per phase of a build), or by its CDEvents plugin, told apart by the body:
 * https://plugins.jenkins.io/notification/, https://plugins.jenkins.io/cdevents/.
 */

const Parameters = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((all) => parametersOf(all ?? {}));

function parametersOf(all: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(all).filter((one): one is [string, string] => typeof one[1] === "string");
  return Object.fromEntries(texts.map(([name, value]) => [name, clipped(value, 200)]));
}

const Notification = z.object({
  name: words(),
  url: maybeWords(500),
  build: z.object({
    full_url: MaybeUrl,
    url: maybeWords(500),
    number: WholeNumber,
    phase: words(40),
    status: maybeWords(40),
    timestamp: WhenMs,
    scm: maybe(z.object({ url: maybeWords(500), branch: maybeWords(), commit: MaybeSha })),
    parameters: Parameters,
  }),
});

type Phase = "QUEUED" | "STARTED" | "COMPLETED" | "FINALIZED";

function progressIn(phase: Phase, status: string | undefined): Progress {
  if (phase === "QUEUED") return "queued";
  return phase === "STARTED" ? "running" : resultOf(status);
}

function isPhase(text: string): text is Phase {
  return ["QUEUED", "STARTED", "COMPLETED", "FINALIZED"].includes(text);
}

function readNotification(json: unknown, settings: Settings, source: SourceFacts): Parsed {
  return reading(Notification, json, ({ name, url, build: said }) => {
    const phase = said.phase.toUpperCase();
    const event = `build.${phase}`;
    if (!isPhase(phase)) return ignored("unknown_event", event);
    // COMPLETED and FINALIZED both end a build, at different moments: one of them counts.
    const other = (settings.finishedBy ?? "COMPLETED") === "COMPLETED" ? "FINALIZED" : "COMPLETED";
    if (phase === other) return ignored("other_end", event, "The other of the two last phases ends a build here.");
    const build: Build = {
      job: jobPathOf(said.full_url) ?? jobPathOf(said.url) ?? jobPathOf(url) ?? name,
      number: said.number,
      url: said.full_url,
      repository: said.scm?.url,
      commitSha: said.scm?.commit,
      branch: said.scm?.branch,
      parameters: said.parameters,
    };
    const space = { system: "jenkins", host: hostOf(said.full_url) ?? source.slug };
    const moment = { progress: progressIn(phase, said.status), occurredAt: said.timestamp };
    return told(event, buildFacts(build, [moment], space, settings));
  });
}

function parse(raw: RawDelivery, source: SourceFacts): Parsed {
  const read = settingsOf("jenkins", source);
  if (read.kind === "malformed") return read;
  if (hasCloudEvent(raw)) return parseCloudEvents(raw, source, read.settings);
  const json = readJson(raw);
  return json.kind === "malformed" ? json : readNotification(json.json, read.settings, source);
}

export const jenkinsParser: SignalParser = {
  kind: "jenkins",
  version: 1,
  verify: (raw, secrets) => verifySharedSecret(raw, secrets),
  /** The plugin has no id for what it sends: that the same fact twice is one is all that is needed. */
  senderId: () => null,
  parse,
};
