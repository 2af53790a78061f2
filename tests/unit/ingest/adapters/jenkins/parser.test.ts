import { describe, expect, it } from "vitest";
import { jobPathOf, resultOf } from "@/lib/ingest/adapters/jenkins/build-facts";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { jenkinsConfig, jenkinsSamples, type Sample, sha } from "@/tests/support/signal-samples";
import { at, factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const named = (name: string): Sample => sampleNamed(jenkinsSamples, name);

describe("a build", () => {
  it("goes from the queue to its end in three bodies", () => {
    const facts = ["QUEUED", "STARTED", "COMPLETED"].flatMap((phase) => factsOf(readSample(named(phase))));
    expect(ofKind(facts, "pipeline_run").map(({ progress, occurredAt }) => [progress, occurredAt])).toEqual([
      ["queued", at("2026-11-20T09:00:00Z")],
      ["running", at("2026-11-20T09:00:05Z")],
      ["succeeded", at("2026-11-20T09:04:00Z")],
    ]);
    expect(new Set(facts.map(({ subjectKey }) => subjectKey))).toEqual(
      new Set(["pipeline_run:jenkins:ci.example:shop/deploy/42", "deployment:jenkins:ci.example:shop/deploy/42"]),
    );
  });

  it("deploys what its parameters say, when a rule names the job", () => {
    const [fact] = ofKind(factsOf(readSample(named("COMPLETED"))), "deployment");
    expect(fact).toMatchObject({ service: "shop", environment: "production", version: "4.12.0", commitSha: sha });
    const unruled = readSample({ ...named("COMPLETED"), config: {} });
    expect(ofKind(factsOf(unruled), "deployment")).toEqual([]);
  });

  it("ends once: by COMPLETED, or by FINALIZED where a source says so", () => {
    expect(outcomeOf(readSample(named("FINALIZED")))).toBe("other_end");
    const config = { ...jenkinsConfig, finishedBy: "FINALIZED" };
    expect(outcomeOf(readSample({ ...named("FINALIZED"), config }))).toBe("facts");
    expect(outcomeOf(readSample({ ...named("COMPLETED"), config }))).toBe("other_end");
  });
});

it.each([
  ["https://ci.example/job/shop/job/feature%2Fx/42/", "shop/feature/x"],
  ["job/shop/", "shop"],
  ["https://ci.example/view/all/", null],
  [undefined, null],
])("the job of %s is %s", (address, path) => {
  expect(jobPathOf(address)).toBe(path);
});

it.each([
  ["SUCCESS", "succeeded"],
  ["UNSTABLE", "failed"],
  ["ABORTED", "cancelled"],
  [undefined, "failed"],
  ["constructor", "failed"],
])("a build that ended in %s %s", (status, progress) => {
  expect(resultOf(status)).toBe(progress);
});

it("the CDEvents plugin's bodies are understood at the same address", () => {
  const body = {
    specversion: "1.0",
    id: "e1",
    source: "/jenkins",
    type: "dev.cdevents.pipelinerun.started.0.1.0",
    data: {
      context: {
        version: "0.3.0",
        id: "e1",
        source: "/jenkins",
        type: "dev.cdevents.pipelinerun.started.0.1.0",
        timestamp: "2026-11-20T09:00:00Z",
      },
      subject: { id: "42", type: "pipelineRun", content: { pipelineName: "shop" } },
    },
  };
  const parsed = readSample(
    { ...named("QUEUED"), headers: { "content-type": "application/cloudevents+json" } },
    JSON.stringify(body),
  );
  expect(factsOf(parsed)).toMatchObject([{ kind: "pipeline_run", progress: "running", name: "shop" }]);
});
