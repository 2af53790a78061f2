import { describe, expect, it } from "vitest";
import { azureSamples } from "@/tests/support/operations-samples";
import { parserOf, readSample, sampleNamed } from "@/tests/support/signal-reading";
import { mergeSha, type Sample, sha } from "@/tests/support/signal-samples";
import { at, delivery, factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const named = (name: string): Sample => sampleNamed(azureSamples, name);
const space = "azure_devops:c12d0eb8-e382-443b-9f9c-c52cba5014c2";

function changed(name: string, change: object): Sample {
  const body = named(name).body as { resource: object };
  return { ...named(name), body: { ...body, resource: { ...body.resource, ...change } } };
}

describe("builds and runs", () => {
  it("a build that is complete ran and ended", () => {
    const facts = ofKind(factsOf(readSample(named("build.complete"))), "pipeline_run");
    expect(facts.map(({ progress, occurredAt }) => [progress, occurredAt])).toEqual([
      ["running", at("2026-11-20T09:00:06.830Z")],
      ["succeeded", at("2026-11-20T09:06:10.690Z")],
    ]);
    expect(facts[0]).toMatchObject({ name: "shop-build", branch: "main", commitSha: sha });
  });

  it("in the second version of the resource the result stands beside the status", () => {
    const sample = changed("build.complete", {
      status: "completed",
      result: "partiallySucceeded",
      sourceGetVersion: null,
      sourceVersion: mergeSha,
      sourceBranch: "refs/heads/x",
    });
    expect(factsOf(readSample(sample)).at(-1)).toMatchObject({
      progress: "succeeded",
      branch: "x",
      commitSha: mergeSha,
    });
  });

  it("a run and the build of the same number are one subject", () => {
    const keys = ["build.complete", "ms.vss-pipelines.run-state-changed-event"].map(
      (name) => factsOf(readSample(named(name)))[0]?.subjectKey,
    );
    expect(keys).toEqual([`pipeline_run:${space}:2`, `pipeline_run:${space}:2`]);
  });

  it("a stage deploys by rule, at the event's time when it has none", () => {
    const facts = factsOf(readSample(named("ms.vss-pipelines.stage-state-changed-event")));
    expect(facts).toMatchObject([
      { kind: "pipeline_stage", stage: "deploy", progress: "succeeded", occurredAt: at("2026-11-20T09:30:01.428Z") },
      { kind: "deployment", environment: "production", service: "shop", version: sha.slice(0, 12) },
    ]);
  });
});

describe("a release", () => {
  it("is a deployment in each of its environments", () => {
    expect(factsOf(readSample(named("ms.vss-release.deployment-completed-event")))).toMatchObject([
      {
        subjectKey: `deployment:${space}:release/4/5/1`,
        progress: "succeeded",
        service: "shop",
        environment: "Production",
        version: "Release-4",
        occurredAt: at("2026-11-20T09:30:00Z"),
      },
    ]);
  });

  it("that was rejected failed, and one that has begun runs", () => {
    const rejected = changed("ms.vss-release.deployment-completed-event", {
      deployment: { deploymentStatus: "rejected" },
    });
    expect(factsOf(readSample(rejected))).toMatchObject([{ progress: "failed" }]);
    const started = named("ms.vss-release.deployment-completed-event");
    const body = { ...(started.body as object), eventType: "ms.azure-devops-release.deployment-started-event" };
    expect(factsOf(readSample(started, body))).toMatchObject([
      { progress: "running", occurredAt: at("2026-11-20T09:20:00Z") },
    ]);
  });
});

describe("code", () => {
  it("that was pushed has commits", () => {
    const facts = ofKind(factsOf(readSample(named("git.push"))), "commit");
    expect(facts).toMatchObject([
      { subjectKey: `commit:git:dev.azure.com:acme/shop/_git/shop@${sha}`, committedAt: at("2026-11-19T07:30:00Z") },
      { authoredAt: at("2026-11-19T07:00:00Z") },
    ]);
  });

  it("that was asked to be pulled was opened, approved and merged", () => {
    const facts = ofKind(factsOf(readSample(named("git.pullrequest.updated"))), "change_request");
    expect(facts.map(({ what }) => what)).toEqual(["opened", "updated", "approved", "merged"]);
    expect(facts.at(-1)).toMatchObject({ mergeSha, mergeStyle: "squash", occurredAt: at("2026-11-20T09:00:00Z") });
  });

  it("for which a merge commit was tried is not merged by that", () => {
    const sample = changed("git.pullrequest.updated", { status: "active", closedDate: null });
    const body = { ...(sample.body as object), eventType: "git.pullrequest.merged" };
    const whats = ofKind(factsOf(readSample(sample, body)), "change_request").map(({ what }) => what);
    expect(whats).not.toContain("merged");
  });
});

it.each([
  ["workitem.created", "not_interesting"],
  ["ms.vss-release.release-created-event", "not_interesting"],
  ["constructor", "unknown_event"],
])("%s is %s", (eventType, outcome) => {
  expect(outcomeOf(readSample(named("git.push"), { ...(named("git.push").body as object), eventType }))).toBe(outcome);
});

it("a delivery is named by its event", () => {
  expect(parserOf("azure_devops").senderId(delivery(named("git.push").body))).toBe("/e-git.push");
});
