import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDevlake } from "@/lib/imports/domain/devlake-export";
import { faultOf, shortName, unknownRecord, versionName } from "@/lib/imports/domain/draft";
import { joinGithub, readGithub } from "@/lib/imports/domain/github-export";
import { readGitlab } from "@/lib/imports/domain/gitlab-export";
import { flattenJenkins, readJenkins } from "@/lib/imports/domain/jenkins-export";
import { splitJson } from "@/lib/imports/domain/json-records";
import { joinPagerduty, readPagerduty } from "@/lib/imports/domain/pagerduty-export";

const record = (value: unknown) => ({ row: 1, value });

const deployment = {
  id: 42,
  url: "https://api.github.com/repos/acme/shop/deployments/42",
  sha: "a".repeat(40),
  ref: "v1.2.0",
  environment: "production",
  created_at: "2026-01-05T10:00:00Z",
  // Moved by a later deployment: it must not show anywhere.
  updated_at: "2026-03-01T00:00:00Z",
  creator: { login: "ada" },
  payload: {},
};
const status = (state: string, created_at: string) => ({
  deployment_url: deployment.url,
  state,
  created_at,
  environment: "production",
});

describe("GitHub", () => {
  it("takes the time of an outcome from its status, and none from updated_at or inactive", () => {
    const [joined] = joinGithub([
      record(deployment),
      record(status("success", "2026-01-05T10:04:00Z")),
      record(status("inactive", "2026-03-01T00:00:00Z")),
    ]);
    const { drafts } = readGithub(joined ?? record(null));
    expect(drafts.map(({ event }) => [event.progress, event.occurredAt])).toEqual([
      ["queued", "2026-01-05T10:00:00Z"],
      ["succeeded", "2026-01-05T10:04:00Z"],
    ]);
    expect(drafts[0]).toMatchObject({
      space: { system: "github", host: "github.com" },
      event: { id: "acme/shop/42", service: "shop", repository: "github.com/acme/shop", version: "v1.2.0" },
    });
    expect(JSON.stringify(drafts)).not.toContain("2026-03-01");
  });

  it("reads pull requests; a merged one is not closed, too", () => {
    const pull = {
      number: 7,
      html_url: "https://github.com/acme/shop/pull/7",
      title: "Fix",
      created_at: "2026-01-01T00:00:00Z",
      merged_at: "2026-01-02T00:00:00Z",
      closed_at: "2026-01-02T00:00:00Z",
      merge_commit_sha: "b".repeat(40),
      user: { login: "ada" },
    };
    expect(readGithub(record(pull)).drafts.map(({ event }) => event.what)).toEqual(["opened", "merged"]);
  });
});

describe("GitLab", () => {
  const finished = {
    id: 9,
    sha: "c".repeat(40),
    ref: "main",
    status: "success",
    created_at: "2026-01-05T10:00:00.000Z",
    updated_at: "2026-02-02T00:00:00.000Z",
    environment: { name: "production" },
    deployable: {
      started_at: "2026-01-05T10:01:00.000Z",
      finished_at: "2026-01-05T10:05:00.000Z",
      web_url: "https://gitlab.com/acme/shop/-/jobs/3",
    },
  };
  it("ends a deployment when its job ended", () => {
    expect(readGitlab(record(finished)).drafts.map(({ event }) => event.occurredAt)).toEqual([
      "2026-01-05T10:00:00.000Z",
      "2026-01-05T10:01:00.000Z",
      "2026-01-05T10:05:00.000Z",
    ]);
  });
  it("refuses an end whose time is not there, rather than take another", () => {
    const { deployable } = finished;
    const faulty = { ...finished, deployable: { ...deployable, finished_at: null } };
    expect(readGitlab(record(faulty)).faults[0]?.column).toBe("deployable.finished_at");
  });
});

describe("Jenkins", () => {
  it("makes runs of builds in folders, and deployments of those with a place and a version", () => {
    const build = {
      number: 12,
      url: "https://ci.example/job/shop/job/deploy/12/",
      timestamp: 1_767_607_200_000,
      duration: 60_000,
      result: "SUCCESS",
      building: false,
      actions: [
        {
          parameters: [
            { name: "SERVICE", value: "checkout" },
            { name: "ENVIRONMENT", value: "production" },
            { name: "VERSION", value: "1.0.0" },
          ],
        },
      ],
    };
    const [one] = flattenJenkins([record({ jobs: [{ jobs: [{ builds: [build] }] }] })]);
    const { drafts } = readJenkins(one ?? record(null));
    expect(drafts.map(({ event }) => [event.kind, event.progress, event.occurredAt])).toEqual([
      ["pipeline_run", "running", "2026-01-05T10:00:00.000Z"],
      ["pipeline_run", "succeeded", "2026-01-05T10:01:00.000Z"],
      ["deployment", "running", "2026-01-05T10:00:00.000Z"],
      ["deployment", "succeeded", "2026-01-05T10:01:00.000Z"],
    ]);
    const running = readJenkins(record({ ...build, building: true, result: null }));
    expect(running.drafts.map(({ event }) => event.progress)).toEqual(["running", "running"]);
  });
});

describe("PagerDuty", () => {
  const incident = {
    id: "Q1",
    created_at: "2026-01-05T10:00:00Z",
    updated_at: "2026-05-05T00:00:00Z",
    last_status_change_at: "2026-01-05T12:00:00Z",
    status: "resolved",
    title: "Down",
    urgency: "high",
    service: { summary: "checkout" },
    html_url: "https://acme.pagerduty.com/incidents/Q1",
  };
  it("reads the log, also when it comes apart from the incident", () => {
    const entry = (type: string, created_at: string) => record({ type, created_at, incident: { id: "Q1" } });
    const [joined] = joinPagerduty([
      record(incident),
      entry("trigger_log_entry", "2026-01-05T10:00:00Z"),
      entry("resolve_log_entry", "2026-01-05T11:00:00Z"),
      entry("annotate_log_entry", "2026-05-05T00:00:00Z"),
    ]);
    const { drafts } = readPagerduty(joined ?? record(null));
    expect(drafts.map(({ event }) => [event.what, event.occurredAt])).toEqual([
      ["triggered", "2026-01-05T10:00:00Z"],
      ["resolved", "2026-01-05T11:00:00Z"],
    ]);
  });
  it("without a log ends it at its last change of status, never at updated_at", () => {
    const { drafts } = readPagerduty(record(incident));
    expect(drafts[1]?.event.occurredAt).toBe("2026-01-05T12:00:00Z");
    const { last_status_change_at: _gone, ...rest } = incident;
    expect(readPagerduty(record(rest)).faults[0]?.column).toBe("log_entries");
  });
});

describe("DevLake", () => {
  const none = { zone: null, dateOrder: null } as const;
  it("reads its tables; their times are UTC", () => {
    const row = {
      id: "github:GithubDeployment:1:2",
      cicd_scope_id: "github:GithubRepo:1:3",
      environment: "PRODUCTION",
      result: "SUCCESS",
      ref_name: "v1",
      started_date: "2026-01-05 10:00:00",
      finished_date: "2026-01-05 10:05:00.000",
    };
    expect(readDevlake(record(row), none).drafts.map(({ event }) => event.occurredAt)).toEqual([
      "2026-01-05T10:00:00.000Z",
      "2026-01-05T10:05:00.000Z",
    ]);
    expect(readDevlake(record({ ...row, finished_date: null }), none).faults[0]?.column).toBe("finished_date");
  });
});

describe("documents", () => {
  it.each([
    ["a list", "[1,2]", 2],
    ["pages of lists", "[[1,2],[3]]", 3],
    ["an object with known lists", '{"deployments":[1],"pulls":[2,3]}', 3],
    ["lines", '{"id":1}\n{"id":2}\n', 2],
    ["lines of pages", "[1,2]\n[3]\n", 3],
    ["an incident with its own log", '{"id":"Q1","log_entries":[1]}', 1],
  ])("splits %s", (_what, text, count) => {
    expect(splitJson(text, 1).records).toHaveLength(count);
  });

  it("names the line that is none", () => {
    expect(splitJson('{"id":1}\n{oops\n{"id":2}', 1)).toMatchObject({
      faults: [{ row: 2 }],
      records: [{}, { row: 3 }],
    });
  });

  it("no reader throws, whatever JSON it is given", () => {
    const none = { zone: null, dateOrder: null } as const;
    const readers = [
      readGithub,
      readGitlab,
      readJenkins,
      readPagerduty,
      (one: ReturnType<typeof record>) => readDevlake(one, none),
    ];
    const keys = fc.constantFrom(
      "id",
      "sha",
      "url",
      "environment",
      "name",
      "created_at",
      "status",
      "number",
      "timestamp",
      "statuses",
    );
    const tree = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(keys, tie("value"))),
    })).value;
    fc.assert(
      fc.property(tree, (value) => {
        for (const read of readers) expect(read(record(value))).toHaveProperty("drafts");
        for (const join of [joinGithub, joinPagerduty, flattenJenkins]) {
          if (typeof value === "object" && value !== null) join([record(value)]);
        }
      }),
    );
  });
});

describe("faults", () => {
  it("keep a value short", () => {
    expect(faultOf("a", "x".repeat(500), "m", "r").value).toHaveLength(200);
    expect(unknownRecord("a thing").faults).toHaveLength(1);
  });
});

describe("names of services and versions", () => {
  it("are those that the vendors' hooks give, so that both tell of one deployment", () => {
    expect(shortName("acme/shop")).toBe("shop");
    expect(versionName("v1.2.0", "a".repeat(40))).toBe("v1.2.0");
    expect(versionName("main", "a".repeat(40))).toBe("a".repeat(12));
    expect(versionName("main", undefined)).toBe("main");
  });
});
