import { describe, expect, it } from "vitest";
import { deployingBy, shortName, versionName } from "@/lib/ingest/domain/deploying-run";

const sha = "0123456789abcdef0123";
const run = { run: "Deliver", repository: "github.com/acme/shop", branch: "main", commitSha: sha };

describe("a run deploys", () => {
  it("by the first rule that fits", () => {
    const rules = [
      { run: "Deliver", branch: "release/*", environment: "prod" },
      { run: "deliver", branch: "main", environment: "staging", service: "shop-api" },
    ];
    expect(deployingBy(rules, run)).toEqual({ service: "shop-api", environment: "staging", version: sha.slice(0, 12) });
  });

  it("what its parameters say", () => {
    const rules = [{ run: "*", serviceParameter: "S", environmentParameter: "E", versionParameter: "V" }];
    const parameters = { S: "cart", E: "prod", V: "1.2.0" };
    expect(deployingBy(rules, { ...run, parameters })).toEqual({
      service: "cart",
      environment: "prod",
      version: "1.2.0",
    });
    expect(deployingBy(rules, { ...run, parameters: { S: "cart" } })).toBeNull();
  });

  it("only in the repositories that are meant, with or without their host", () => {
    const by = (repository: string) => deployingBy([{ run: "Deliver", repository, environment: "prod" }], run)?.service;
    expect([by("acme/*"), by("github.com/acme/shop"), by("acme/cart")]).toEqual(["shop", "shop", undefined]);
  });
});

it("without a rule nothing deploys, whatever its name", () => {
  expect(deployingBy(undefined, { ...run, run: "deploy to production" })).toBeNull();
  expect(deployingBy([], { ...run, run: "deploy to production" })).toBeNull();
});

it("a rule of jobs says nothing of runs, and the other way round", () => {
  const ofJob = [{ run: "Deliver", job: "deploy", environment: "prod" }];
  const ofRun = [{ run: "Deliver", environment: "prod" }];
  expect(deployingBy(ofJob, run)).toBeNull();
  expect(deployingBy(ofRun, { ...run, job: "deploy" })).toBeNull();
  expect(deployingBy(ofJob, { ...run, job: "Deploy" })).not.toBeNull();
});

it.each([
  ["v4.12.0", sha, "v4.12.0"],
  ["1.2.3-rc.1", sha, "1.2.3-rc.1"],
  ["main", sha, sha.slice(0, 12)],
  ["release/1.2", undefined, undefined],
])("the version of %s at %s is %s", (ref, commit, version) => {
  expect(versionName(ref, commit)).toBe(version);
});

it("a repository is called by its last part", () => {
  expect(shortName("github.com/acme/shop")).toBe("shop");
  expect(shortName(undefined)).toBeUndefined();
});
