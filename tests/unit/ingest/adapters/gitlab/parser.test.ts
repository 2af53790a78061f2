import { describe, expect, it } from "vitest";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { gitlabJob, gitlabMerge, gitlabSamples, mergeSha, type Sample, sha } from "@/tests/support/signal-samples";
import { at, factsOf, idsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const named = (name: string): Sample => sampleNamed(gitlabSamples, name);
const read = (name: string, change: object = {}) =>
  readSample(named(name), JSON.stringify({ ...(named(name).body as object), ...change }));

describe("a merge request", () => {
  it("that was merged says when, by whom and into what", () => {
    const facts = ofKind(factsOf(read("merge_request")), "change_request");
    expect(facts.map(({ what }) => what)).toEqual(["opened", "updated", "merged", "merged"]);
    expect(facts[1]).toMatchObject({ headSha: sha, ticketKeys: ["SHOP-12"] });
    expect(facts[2]).toMatchObject({ mergeSha, occurredAt: at("2026-11-20T09:00:00Z") });
    expect(facts[3]).toMatchObject({ by: "mona" });
  });

  it("says who opened it when that is what happened", () => {
    const object_attributes = { ...gitlabMerge, action: "open", state: "opened", merge_commit_sha: null };
    const facts = ofKind(factsOf(read("merge_request", { object_attributes })), "change_request");
    expect(facts.map(({ what, author }) => [what, author])).toEqual([
      ["opened", undefined],
      ["opened", "mona"],
      ["updated", undefined],
    ]);
  });

  it.each(["approved", "approval"])("is approved by %s", (action) => {
    const object_attributes = { ...gitlabMerge, action, state: "opened" };
    const facts = ofKind(factsOf(read("merge_request", { object_attributes })), "change_request");
    expect(facts.at(-1)).toMatchObject({ what: "approved", by: "mona" });
  });
});

describe("a pipeline", () => {
  it("is queued, runs from its first job on, and ends; its jobs are stages", () => {
    const facts = factsOf(read("pipeline"));
    expect(ofKind(facts, "pipeline_run").map(({ progress, occurredAt }) => [progress, occurredAt])).toEqual([
      ["queued", at("2026-11-20T09:01:00Z")],
      ["running", at("2026-11-20T09:06:00Z")],
      ["succeeded", at("2026-11-20T09:10:00Z")],
    ]);
    expect(ofKind(facts, "pipeline_stage").map(({ stage, stageKey }) => [stage, stageKey])).toEqual(
      Array(3).fill(["deploy", "380"]),
    );
  });

  it("tells of its jobs what the jobs' own hook tells, in three forms of time", () => {
    const ofPipeline = ofKind(factsOf(read("pipeline")), "pipeline_stage");
    expect(idsOf(factsOf(read("build")))).toEqual(idsOf(ofPipeline));
  });

  it("deploys by rule", () => {
    const config = { deployments: [{ job: gitlabJob.name, branch: "main", environment: "prod" }] };
    const deployments = ofKind(factsOf(readSample({ ...named("pipeline"), config })), "deployment");
    expect(deployments.map(({ progress, environment }) => [progress, environment])).toEqual([
      ["queued", "prod"],
      ["running", "prod"],
      ["succeeded", "prod"],
    ]);
  });
});

describe("a deployment", () => {
  it("is as GitLab keeps it, with the commit of its address", () => {
    expect(factsOf(read("deployment"))).toEqual([
      expect.objectContaining({
        kind: "deployment",
        subjectKey: "deployment:gitlab:gitlab.example:acme/shop/15",
        progress: "succeeded",
        occurredAt: at("2026-11-20T09:09:00Z"),
        service: "shop",
        environment: "production",
        version: mergeSha.slice(0, 12),
        commitSha: mergeSha,
        url: "https://gitlab.example/acme/shop/-/jobs/380",
      }),
    ]);
  });

  it.each([
    ["created", "queued"],
    ["running", "running"],
    ["failed", "failed"],
    ["canceled", "cancelled"],
  ])("of status %s is %s", (status, progress) => {
    expect(factsOf(read("deployment", { status }))).toMatchObject([{ progress }]);
  });
});

it("a push lists twenty commits, and says when there are more", () => {
  const parsed = read("push", { total_commits_count: 45 });
  expect(parsed).toMatchObject({ event: "push (1 of 45 commits listed)" });
  expect(outcomeOf(read("push", { after: "0".repeat(40), commits: [] }))).toBe("ref_deleted");
});

it("an incident is an issue of its type, or of the source's label", () => {
  const facts = ofKind(factsOf(read("issue")), "incident");
  expect(facts.map(({ what, severity }) => [what, severity])).toEqual([
    ["triggered", undefined],
    ["severity", "critical"],
    ["resolved", undefined],
  ]);
  const plain = { ...(named("issue").body as { object_attributes: object }).object_attributes, type: "Issue" };
  expect(outcomeOf(read("issue", { object_attributes: plain }))).toBe("not_an_incident");
  const labelled = { ...named("issue"), config: { incidentLabels: ["OUTAGE"] } };
  const body = { ...(labelled.body as object), object_attributes: plain, labels: [{ title: "outage" }] };
  expect(outcomeOf(readSample(labelled, JSON.stringify(body)))).toBe("facts");
});

it("a release is a deployment by rule only", () => {
  expect(factsOf(read("release"))).toMatchObject([{ version: "v4.12.0", environment: "production" }]);
  expect(outcomeOf(readSample({ ...named("release"), config: {} }))).toBe("no_rule");
});

it.each([
  ["tag_push", "not_interesting"],
  ["constructor", "unknown_event"],
  ["something_new", "unknown_event"],
])("a hook of kind %s is %s", (object_kind, outcome) => {
  expect(outcomeOf(read("push", { object_kind }))).toBe(outcome);
});
