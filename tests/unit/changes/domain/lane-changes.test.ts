import { describe, expect, it } from "vitest";
import { changeTimesOf, type TimedRequest, workIntervals } from "@/lib/changes/domain/change-times";
import { commitGraph, reachable, resolveSha } from "@/lib/changes/domain/commit-graph";
import { type DeliveringDeployment, deliveryOf, type KnownCommit } from "@/lib/changes/domain/lane-changes";
import { isWithin, repositorySpellings } from "@/lib/changes/domain/repository";
import { instant } from "@/lib/kernel/instant";

const sha = (letter: string): string => letter.repeat(40);

function commit(letter: string, parents: string, minute: number, paths: readonly string[] = []): KnownCommit {
  return {
    repository: "git.example/shop",
    sha: sha(letter),
    parents: [...parents].map(sha),
    paths,
    authoredAt: instant(minute),
    committedAt: instant(minute),
    author: "Ada",
    title: `Commit ${letter}`,
  };
}

function request(number: number, more: Partial<TimedRequest> = {}): TimedRequest {
  return {
    key: `change_request:git:git.example:shop#${number}`,
    repository: "git.example/shop",
    number,
    title: `Change ${number}`,
    author: "Ada",
    url: null,
    mergeSha: null,
    headSha: null,
    commitShas: [],
    mergedAt: null,
    ticketKeys: [],
    openedAt: null,
    readyAt: null,
    firstCommitAt: null,
    firstReviewAt: null,
    approvedAt: null,
    ...more,
  };
}

function deployment(
  id: string,
  letter: string | null,
  minute: number,
  from: string | null = null,
): DeliveringDeployment {
  const commitSha = letter === null ? null : sha(letter);
  return { id, commitSha, saidFromSha: from && sha(from), startedAt: instant(minute), finishedAt: instant(minute + 1) };
}

function delivered(
  commits: readonly KnownCommit[],
  deployments: readonly DeliveringDeployment[],
  requests: readonly TimedRequest[] = [],
  folders: readonly string[] = [],
) {
  const delivery = deliveryOf({
    deployments,
    graph: commitGraph(commits.map((one) => ({ ...one, at: one.committedAt }))),
    commits: new Map(commits.map((one) => [one.sha, one])),
    requests,
    folders,
  });
  const named = delivery.changes.map(
    (one) => `${one.deploymentId} ${one.request ? `#${one.request.number}` : one.key.slice(7, 8)} ${one.basis}`,
  );
  return { named: named.sort(), unknown: delivery.unknown.map(({ deploymentId }) => deploymentId) };
}

const line = [commit("a", "", 1), commit("b", "a", 2), commit("c", "b", 3), commit("d", "c", 4)];

describe("what a deployment brings", () => {
  it("is what its commit reaches and the one before did not", () => {
    const answer = delivered(line, [deployment("d1", "a", 10), deployment("d2", "c", 20), deployment("d3", "d", 30)]);
    expect(answer).toEqual({ named: ["d2 b graph", "d2 c graph", "d3 d graph"], unknown: ["d1"] });
  });

  it("is not told twice after going back and forth", () => {
    const answer = delivered(line, [
      deployment("d1", "a", 10),
      deployment("d2", "c", 20),
      deployment("back", "a", 25),
      deployment("d3", "d", 30),
    ]);
    expect(answer.named).toEqual(["d2 b graph", "d2 c graph", "d3 d graph"]);
  });

  it("starts from what the sender says was there before", () => {
    expect(delivered(line, [deployment("d1", "c", 10, "b")])).toEqual({ named: ["d1 c graph"], unknown: [] });
  });

  it("puts the commits of a request together: merged, squashed, rebased", () => {
    // a ── b ─────── m (merge of x, y) ── s (squash of #2) ── r (rebase of #3)
    const commits = [
      commit("a", "", 1),
      commit("b", "a", 2),
      commit("e", "a", 2),
      commit("f", "e", 3),
      commit("9", "bf", 4),
      commit("5", "9", 5),
      commit("7", "5", 6),
    ];
    const requests = [
      request(1, { mergeSha: sha("9"), headSha: sha("f"), commitShas: [sha("e"), sha("f")], mergedAt: instant(4) }),
      request(2, { mergeSha: sha("5"), headSha: sha("0"), mergedAt: instant(5) }),
      request(3, { mergeSha: sha("7"), mergedAt: instant(6) }),
    ];
    const answer = delivered(commits, [deployment("d1", "a", 10), deployment("d2", "7", 20)], requests);
    expect(answer.named).toEqual(["d2 #1 graph", "d2 #2 graph", "d2 #3 graph", "d2 b graph"]);
  });

  it("keeps to the folders of the service", () => {
    const commits = [commit("a", "", 1), commit("b", "a", 2, ["cart/x.ts"]), commit("c", "b", 3, ["pay/y.ts"])];
    const deployments = [deployment("d1", "a", 10), deployment("d2", "c", 20)];
    expect(delivered(commits, deployments, [], ["cart"]).named).toEqual(["d2 b graph"]);
    expect(delivered(commits, deployments, [], ["pay/"]).named).toEqual(["d2 c graph"]);
  });

  it("goes by the time of the merge where commits are not known", () => {
    const requests = [
      request(1, { mergedAt: instant(12) }),
      request(2, { mergedAt: instant(25) }),
      request(3, { mergedAt: null }),
    ];
    const answer = delivered(
      [],
      [deployment("d1", null, 10), deployment("d2", null, 20), deployment("d3", null, 30)],
      requests,
    );
    expect(answer).toEqual({ named: ["d2 #1 time", "d3 #2 time"], unknown: ["d1"] });
  });

  it("goes by time for commits of the trunk too, and comes back to the graph", () => {
    const answer = delivered(line, [deployment("d1", "a", 1), deployment("d2", null, 2), deployment("d3", "d", 30)]);
    expect(answer.named).toEqual(["d2 b time", "d3 c graph", "d3 d graph"]);
  });
});

describe("the graph of commits", () => {
  const graph = commitGraph(line.map((one) => ({ ...one, at: one.committedAt })));

  it("knows a commit by its beginning, unless that is too short or means several", () => {
    expect(resolveSha(graph, "CCCCCCC")).toBe(sha("c"));
    expect(resolveSha(graph, "ccc")).toBeNull();
    expect(resolveSha(graph, null)).toBeNull();
    const twins = commitGraph([
      { sha: `${"c".repeat(39)}1`, parents: [], at: null },
      { sha: `${"c".repeat(39)}2`, parents: [], at: null },
    ]);
    expect(resolveSha(twins, "ccccccc")).toBeNull();
  });

  it("stops at what is delivered and at what is not known", () => {
    expect([...reachable(graph, sha("d"), new Set([sha("b")]))]).toEqual([sha("d"), sha("c")]);
    expect(reachable(graph, sha("f"), new Set()).size).toBe(0);
  });
});

describe("moments of a change", () => {
  it("come from the request, with the earliest commit", () => {
    const asked = request(1, {
      openedAt: instant(50),
      readyAt: instant(60),
      firstCommitAt: instant(40),
      mergedAt: instant(90),
    });
    expect(changeTimesOf(asked, [commit("a", "", 30)])).toMatchObject({
      firstCommitAt: 30,
      openedAt: 60,
      mergedAt: 90,
    });
    expect(changeTimesOf(null, [{ ...commit("a", "", 30), authoredAt: instant(10) }])).toMatchObject({
      hasRequest: false,
      firstCommitAt: 10,
      mergedAt: 30,
    });
    expect(changeTimesOf(null, [])).toMatchObject({ firstCommitAt: null, mergedAt: null });
  });

  it("count an approval from when it was asked for", () => {
    const ran = { queuedAt: instant(1), startedAt: instant(5), finishedAt: instant(9) };
    expect(workIntervals({ ...ran, stageKind: "approve" })).toEqual([
      { stage: "approval", startedAt: 1, finishedAt: 9 },
    ]);
    expect(workIntervals({ ...ran, stageKind: "test" })).toEqual([{ stage: "test", startedAt: 5, finishedAt: 9 }]);
    expect(workIntervals({ ...ran, stageKind: null })).toMatchObject([{ stage: "build" }]);
    expect(workIntervals({ ...ran, stageKind: "review" })).toEqual([]);
    expect(workIntervals({ ...ran, stageKind: "test", finishedAt: null })).toEqual([]);
  });
});

describe("repositories", () => {
  it.each([
    ["https://Git.Example/acme/shop.git", ["git.example/acme/shop", "acme/shop"]],
    ["https://git.example:8443/acme/shop/", ["git.example/acme/shop", "acme/shop"]],
    ["git@git.example:acme/shop.git", ["git.example/acme/shop", "acme/shop"]],
    [null, []],
    ["nonsense", []],
  ])("%s may stand as %j", (address, spellings) => {
    expect(repositorySpellings(address)).toEqual(spellings);
  });

  it("have folders", () => {
    expect(isWithin("cart/a.ts", ["cart"])).toBe(true);
    expect(isWithin("carts/a.ts", ["cart"])).toBe(false);
    expect(isWithin("cart/a.ts", ["./cart/"])).toBe(true);
    expect(isWithin("anything", [])).toBe(true);
    expect(isWithin("anything", ["/"])).toBe(true);
  });
});
