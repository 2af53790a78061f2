import { describe, expect, it } from "vitest";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import {
  githubJob,
  githubPull,
  githubReview,
  githubRun,
  githubSamples,
  githubStatus,
  mergeSha,
  type Sample,
  sha,
} from "@/tests/support/signal-samples";
import { at, factsOf, idsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const named = (name: string): Sample => sampleNamed(githubSamples, name);
const body = (name: string): Record<string, unknown> => named(name).body as Record<string, unknown>;
const read = (name: string, change: object = {}) =>
  readSample(named(name), JSON.stringify({ ...body(name), ...change }));

describe("a pull request", () => {
  it("was opened, is in a state, and was merged, each at its own moment", () => {
    const facts = ofKind(factsOf(read("pull_request")), "change_request");
    expect(facts.map(({ what, occurredAt }) => [what, occurredAt])).toEqual([
      ["opened", at(githubPull.created_at)],
      ["updated", at(githubPull.updated_at)],
      ["merged", at(githubPull.merged_at)],
    ]);
    expect(facts[0]).toMatchObject({ subjectKey: "change_request:git:github.com:acme/shop#7", author: "mona" });
    expect(facts[1]).toMatchObject({ headSha: sha, additions: 10, ticketKeys: ["CHG0030052", "SHOP-12", "SHOP-13"] });
    expect(facts[2]).toMatchObject({ mergeSha, by: "lisa" });
  });

  it("that was closed without a merge was only closed", () => {
    const pull_request = { ...githubPull, merged_at: null, merged_by: null };
    const facts = ofKind(factsOf(read("pull_request", { pull_request })), "change_request");
    expect(facts.map(({ what }) => what)).toEqual(["opened", "updated", "closed"]);
  });

  it.each([
    ["ready_for_review", "ready"],
    ["reopened", "reopened"],
  ])("that is %s says so by its sender", (action, what) => {
    const pull_request = { ...githubPull, closed_at: null, merged_at: null };
    const facts = ofKind(factsOf(read("pull_request", { action, pull_request })), "change_request");
    expect(facts.at(-1)).toMatchObject({ what, by: "mona", occurredAt: at(githubPull.updated_at) });
  });

  it("tells nothing else when its label changes", () => {
    const again = idsOf(factsOf(read("pull_request", { action: "labeled" })));
    expect(again).toEqual(idsOf(factsOf(read("pull_request"))));
  });
});

describe("a review", () => {
  it.each([
    ["approved", "approved"],
    ["APPROVED", "approved"],
    ["commented", "reviewed"],
    ["changes_requested", "reviewed"],
  ])("of state %s is %s", (state, what) => {
    const [fact] = ofKind(
      factsOf(read("pull_request_review", { review: { ...githubReview, state } })),
      "change_request",
    );
    expect(fact).toMatchObject({ what, by: "lisa", author: "mona", occurredAt: at(githubReview.submitted_at) });
  });

  it("that was dismissed says nothing", () => {
    expect(outcomeOf(read("pull_request_review", { action: "dismissed" }))).toBe("not_interesting");
  });
});

describe("a push", () => {
  it("tells its commits and their files", () => {
    const facts = ofKind(factsOf(read("push")), "commit");
    expect(facts.map(({ subjectKey }) => subjectKey)).toEqual(Array(2).fill(`commit:git:github.com:acme/shop@${sha}`));
    expect(facts[0]).toMatchObject({ title: "take cards", author: "Mona", committedAt: at("2026-11-19T07:00:00Z") });
    expect(facts[1]).toMatchObject({ paths: ["src/a.ts", "src/b.ts"] });
  });

  it("of a deleted tag, which has no head commit, is no fault", () => {
    const gone = { ref: "refs/tags/v1", deleted: true, head_commit: null, commits: [], after: "0".repeat(40) };
    expect(outcomeOf(read("push", gone))).toBe("ref_deleted");
  });
});

describe("a deployment", () => {
  it("is named by its payload, and else by tag and repository", () => {
    const [fact] = ofKind(factsOf(read("deployment")), "deployment");
    expect(fact).toMatchObject({
      subjectKey: "deployment:github:github.com:acme/shop/42",
      progress: "queued",
      service: "shop-api",
      environment: "production",
      version: "v4.12.0",
      ticketKey: "CHG0030052",
      flags: ["new-cart"],
      team: "checkout",
    });
    const bare = { ...(body("deployment").deployment as object), payload: "", ref: "main" };
    const [other] = ofKind(factsOf(read("deployment", { deployment: bare })), "deployment");
    expect(other).toMatchObject({ service: "shop", version: sha.slice(0, 12) });
  });

  it("ends when its status says so, never when it was last touched", () => {
    const facts = ofKind(factsOf(read("deployment_status")), "deployment");
    expect(facts.map(({ progress, occurredAt }) => [progress, occurredAt])).toEqual([
      ["queued", at("2026-11-20T10:00:00Z")],
      ["succeeded", at(githubStatus.created_at)],
    ]);
  });

  it("that a later one replaced has not changed", () => {
    const status = { ...githubStatus, state: "inactive", created_at: "2026-11-25T10:00:00Z" };
    expect(outcomeOf(read("deployment_status", { deployment_status: status }))).toBe("nothing_new");
  });
});

describe("a run of a workflow", () => {
  it("is queued, runs and ends, and is no deployment unless a rule says so", () => {
    const facts = factsOf(read("workflow_run"));
    expect(ofKind(facts, "pipeline_run").map(({ progress }) => progress)).toEqual(["queued", "running", "succeeded"]);
    expect(ofKind(facts, "deployment")).toEqual([]);
  });

  it("that is run again months later is another run", () => {
    const again = {
      ...githubRun,
      run_attempt: 2,
      run_started_at: "2027-01-20T09:00:00Z",
      updated_at: "2027-01-20T09:09:00Z",
    };
    const [first] = factsOf(read("workflow_run", { workflow_run: again }));
    expect(first).toMatchObject({
      subjectKey: "pipeline_run:github:github.com:acme/shop/900/2",
      occurredAt: at("2027-01-20T09:00:00Z"),
    });
  });

  it("has jobs, one of which deploys by the source's rule", () => {
    const facts = factsOf(read("workflow_job"));
    expect(ofKind(facts, "pipeline_stage").map(({ stage, progress }) => [stage, progress])).toEqual([
      ["deploy", "queued"],
      ["deploy", "running"],
      ["deploy", "succeeded"],
    ]);
    expect(ofKind(facts, "deployment").at(-1)).toMatchObject({
      service: "shop",
      environment: "production",
      version: mergeSha.slice(0, 12),
      progress: "succeeded",
      occurredAt: at(githubJob.completed_at),
      runKey: "pipeline_run:github:github.com:acme/shop/900/1",
    });
  });

  it.each([
    ["waits", { status: "waiting", conclusion: null, started_at: null, completed_at: null }],
    ["is queued with a time in its start", { status: "queued", conclusion: null, completed_at: null }],
    ["was skipped", { conclusion: "skipped" }],
  ])("deploys nothing in a job that %s", (_, change) => {
    const workflow_job = { ...githubJob, ...change };
    expect(ofKind(factsOf(read("workflow_job", { workflow_job })), "deployment")).toEqual([]);
  });
});

describe("an issue", () => {
  it("with the source's label is an incident whose cause may be named", () => {
    const facts = ofKind(factsOf(read("issues")), "incident");
    expect(facts.map(({ what }) => what)).toEqual(["triggered", "note", "resolved"]);
    expect(facts[0]).toMatchObject({ key: "acme/shop#12", title: "nobody can pay", service: "shop" });
    expect(facts[1]?.causes).toEqual([{ commitSha: sha }]);
  });

  it("without it is none", () => {
    expect(outcomeOf(readSample({ ...named("issues"), config: {} }))).toBe("not_an_incident");
  });
});

it("a release is a deployment by rule only", () => {
  expect(ofKind(factsOf(read("release")), "deployment")).toMatchObject([
    { version: "v4.12.0", environment: "production" },
  ]);
  expect(outcomeOf(readSample({ ...named("release"), config: {} }))).toBe("no_rule");
});

it("the form that GitHub can send instead of JSON says the same", () => {
  const headers = { ...named("push").headers, "content-type": "application/x-www-form-urlencoded" };
  const form = new URLSearchParams({ payload: JSON.stringify(body("push")) }).toString();
  expect(idsOf(factsOf(readSample({ ...named("push"), headers }, form)))).toEqual(idsOf(factsOf(read("push"))));
});
