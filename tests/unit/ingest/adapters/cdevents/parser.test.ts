import { describe, expect, it } from "vitest";
import { artifactOf } from "@/lib/ingest/adapters/cdevents/artifact";
import { readCdEvent } from "@/lib/ingest/adapters/cdevents/event-facts";
import { parserOf } from "@/tests/support/signal-reading";
import { delivery, factsOf, idsOf, outcomeOf, sourceOf } from "@/tests/support/signals";

const digest = `sha256:${"0b31".repeat(16)}`;
const image = `pkg:oci/shop@${encodeURIComponent(digest)}?tag=1.2.0`;
const timestamp = "2026-11-20T09:30:00.315384Z";

/** The name of the version's own version changed, and so did what each type is called by. */
const versions = [
  { context: { version: "0.3.0" }, suffix: "0.1.0" },
  { context: { version: "0.4.1" }, suffix: "0.2.0" },
  {
    context: { specversion: "0.5.0", chainId: "c-1", links: [{ linkType: "END", from: { contextId: "x" } }] },
    suffix: "0.3.0",
  },
];

function cdevent(type: string, content: object, { context, suffix } = versions[2]!, id = "42"): object {
  const name = `dev.cdevents.${type}.${suffix}`;
  return {
    context: { ...context, id: "ev-1", source: "/ci/shop", type: name, timestamp },
    subject: { id, type: "x", source: "/ci/shop", content },
  };
}

const production = { environment: { id: "production", source: "/iaas" } };

const meant: readonly (readonly [string, object, object])[] = [
  ["pipelinerun.queued", { pipelineName: "deliver" }, { kind: "pipeline_run", progress: "queued", name: "deliver" }],
  [
    "pipelinerun.finished",
    { pipelineName: "deliver", outcome: "failure" },
    { kind: "pipeline_run", progress: "failed" },
  ],
  [
    "taskrun.started",
    { taskName: "unit tests", pipelineRun: { id: "9" } },
    { kind: "pipeline_stage", stage: "test", stageKey: "42" },
  ],
  ["build.finished", { artifactId: image }, { kind: "pipeline_run", progress: "succeeded", name: "build" }],
  [
    "testsuiterun.finished",
    { outcome: "pass", testSuite: { id: "s", name: "e2e" } },
    { kind: "pipeline_run", name: "e2e", progress: "succeeded" },
  ],
  [
    "service.deployed",
    { ...production, artifactId: image },
    { kind: "deployment", service: "42", environment: "production", version: "1.2.0", artifactDigest: digest },
  ],
  ["service.rolledback", { ...production, artifactId: image }, { kind: "deployment", progress: "succeeded" }],
  [
    "incident.detected",
    { ...production, description: "slow", service: { id: "shop" }, artifactId: image },
    {
      kind: "incident",
      what: "triggered",
      title: "slow",
      service: "shop",
      causes: [{ service: "shop", version: "1.2.0" }],
    },
  ],
  ["incident.resolved", production, { kind: "incident", what: "resolved" }],
  [
    "ticket.created",
    { summary: "do it", uri: "https://t.example/1" },
    { kind: "ticket", state: "open", title: "do it" },
  ],
  ["ticket.closed", { resolution: "withdrawn" }, { kind: "ticket", state: "cancelled" }],
  [
    "change.merged",
    { repository: { id: "acme/shop" } },
    { kind: "change_request", what: "merged", number: 42, repository: "acme/shop" },
  ],
];

describe.each(versions)("CDEvents of $context", (version) => {
  it.each([...meant])("%s", (type, content, fact) => {
    expect(factsOf(readCdEvent(cdevent(type, content, version), {}))).toMatchObject([fact]);
  });
});

describe("a CDEvent", () => {
  const body = cdevent("service.deployed", { ...production, artifactId: image });
  const type = "dev.cdevents.service.deployed.0.3.0";
  const attributes = { specversion: "1.0", id: "ev-1", source: "/ci/shop", type, time: timestamp };
  const read = (sent: unknown, headers: Record<string, string>) =>
    parserOf("cdevents").parse(delivery(sent, headers), sourceOf("cdevents"));

  it("says the same bare, and in each way of CloudEvents", () => {
    const binary = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    const answers = [
      read(body, {}),
      read({ ...attributes, data: body }, { "content-type": "application/cloudevents+json" }),
      read(body, { ...binary, "content-type": "application/json" }),
      read([{ ...attributes, data: body }], { "content-type": "application/cloudevents-batch+json" }),
    ].map((answer) => idsOf(factsOf(answer)));
    expect(new Set(answers.map(String)).size).toBe(1);
  });

  it("names its stages by the source's patterns", () => {
    const task = cdevent("taskrun.started", { taskName: "ship", pipelineRun: { id: "9" } });
    expect(factsOf(readCdEvent(task, { stages: { deploy: ["ship"] } }))).toMatchObject([{ stage: "deploy" }]);
  });

  it.each([
    ["artifact.published", "not_interesting"],
    ["environment.created", "not_interesting"],
    ["service.removed", "nothing_new"],
    ["pipelinerun.constructor", "nothing_new"],
  ])("%s is %s", (name, outcome) => {
    expect(outcomeOf(readCdEvent(cdevent(name, production), {}))).toBe(outcome);
  });

  it("of a change that has no number is kept by nobody", () => {
    const change = cdevent("change.merged", { repository: { id: "acme/shop" } }, versions[2], "mySubject123");
    expect(outcomeOf(readCdEvent(change, {}))).toBe("nothing_new");
  });
});

it.each([
  [image, { version: "1.2.0", digest }],
  [`pkg:oci/shop@${encodeURIComponent(digest)}`, { version: digest, digest }],
  ["pkg:npm/%40acme/shop@2.0.1", { version: "2.0.1", digest: undefined }],
  ["pkg:npm/shop", null],
  ["4.12.0", { version: "4.12.0", digest: undefined }],
  [undefined, null],
])("the artifact %s is %j", (id, artifact) => {
  expect(artifactOf(id)).toEqual(artifact);
});
