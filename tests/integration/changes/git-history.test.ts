import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeTimesOf, type TimedRequest } from "@/lib/changes/domain/change-times";
import { commitGraph } from "@/lib/changes/domain/commit-graph";
import { type DeliveringDeployment, deliveryOf } from "@/lib/changes/domain/lane-changes";
import { leadTimeOf } from "@/lib/changes/domain/lead-time";
import { instant, plusMs } from "@/lib/kernel/instant";
import { Random } from "@/tests/bench/random";
import { GitHistory } from "@/tests/support/git-history";

const repository = "git.example/acme/shop";
const end = instant(1_790_000_000_000 + 86_400_000);

let git: GitHistory;
beforeEach(() => {
  git = new GitHistory();
});
afterEach(() => git.remove());

function request(number: number, more: Partial<TimedRequest>): TimedRequest {
  const none = {
    author: "Ada",
    url: null,
    mergeSha: null,
    headSha: null,
    commitShas: [],
    mergedAt: instant(1),
    ticketKeys: [],
  };
  const times = { openedAt: null, readyAt: null, firstCommitAt: null, firstReviewAt: null, approvedAt: null };
  return { key: `#${number}`, repository, number, title: `Change ${number}`, ...none, ...times, ...more };
}

/** Deploy these commits one after another; what the last one brought. */
function broughtBy(shas: readonly string[], requests: readonly TimedRequest[], folders: readonly string[] = []) {
  const commits = git.commits(repository);
  const deployments = shas.map((sha, index): DeliveringDeployment => {
    const startedAt = plusMs(end, index * 60_000);
    return { id: `d${index}`, commitSha: sha, saidFromSha: null, startedAt, finishedAt: plusMs(startedAt, 30_000) };
  });
  const delivery = deliveryOf({
    deployments,
    graph: commitGraph(commits.map((one) => ({ ...one, at: one.committedAt }))),
    commits: new Map(commits.map((one) => [one.sha, one])),
    requests,
    folders,
  });
  const last = deployments.at(-1);
  return { changes: delivery.changes.filter(({ deploymentId }) => deploymentId === last?.id), last };
}

/** What each style of bringing a branch to the trunk leaves there, and what a host tells of it. */
const styles = {
  merge(): TimedRequest {
    git.branch("work");
    const commitShas = [git.commit("cart/a"), git.commit("cart/b")];
    git.checkout("main");
    git.commit("cart/z");
    return request(1, { commitShas, headSha: commitShas[1] ?? null, mergeSha: git.integrate("work", "merge") });
  },
  squash(): TimedRequest {
    git.branch("work");
    const commitShas = [git.commit("cart/a"), git.commit("cart/b")];
    git.checkout("main");
    return request(1, { commitShas, headSha: commitShas[1] ?? null, mergeSha: git.integrate("work", "squash") });
  },
  rebase(): TimedRequest {
    git.branch("work");
    git.commit("cart/a");
    git.commit("cart/b");
    git.checkout("main");
    const before = git.commit("cart/z");
    const mergeSha = git.integrate("work", "rebase");
    return request(1, { commitShas: git.between(before, mergeSha), mergeSha });
  },
  "fast-forward"(): TimedRequest {
    git.branch("work");
    const commitShas = [git.commit("cart/a"), git.commit("cart/b")];
    git.checkout("main");
    return request(1, { commitShas, mergeSha: git.integrate("work", "fast_forward") });
  },
  "a merge of a merge"(): TimedRequest {
    git.branch("work");
    const first = git.commit("cart/a");
    git.branch("part", "work");
    const second = git.commit("cart/b");
    git.checkout("work");
    const third = git.commit("cart/c");
    git.integrate("part", "merge");
    git.checkout("main");
    return request(1, { commitShas: [first, second, third], mergeSha: git.integrate("work", "merge") });
  },
} as const;

describe("what real git histories bring", () => {
  it.each(Object.keys(styles) as (keyof typeof styles)[])("%s: one change, whose stages add up", (style) => {
    const base = git.commit("cart/base");
    const made = styles[style]();
    const { changes, last } = broughtBy([base, git.head()], [made]);
    const [change, ...others] = changes.filter((one) => one.request !== null);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ basis: "graph", request: { number: 1 } });
    if (!change || !last) throw new Error("there is one change");
    const lead = leadTimeOf(changeTimesOf(change.request, change.commits), { ...last, work: [] });
    if (lead.kind === "unmeasured") throw new Error(lead.reason);
    expect(lead.stages.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)).toBe(lead.totalMs);
    expect(lead.totalMs).toBeGreaterThan(0);
  });

  it("trunk: each commit is a change, and those of other folders are others' business", () => {
    const base = git.commit("cart/base");
    const cart = git.commit("cart/a");
    git.commit("pay/a");
    expect(broughtBy([base, git.head()], []).changes).toHaveLength(2);
    expect(broughtBy([base, git.head()], [], ["cart"]).changes.map(({ key }) => key)).toEqual([`commit:${cart}`]);
  });

  it("brings what git itself lists between two commits, in random histories", () => {
    const random = new Random(3);
    const shas = [git.commit("base")];
    for (let step = 0; step < 14; step += 1) {
      const chance = random.next();
      git.branch(`b${step}`);
      for (let count = 1 + Math.floor(random.next() * 2); count > 0; count -= 1) git.commit(`f${step}/${count}`);
      git.checkout("main");
      if (random.next() < 0.5) git.commit(`trunk/${step}`);
      git.integrate(`b${step}`, chance < 0.4 ? "merge" : chance < 0.7 ? "squash" : "rebase");
      shas.push(git.head());
    }
    for (let to = 1; to < shas.length; to += 1) {
      const { changes } = broughtBy(shas.slice(0, to + 1), []);
      const found = changes.flatMap(({ commits }) => commits.map(({ sha }) => sha)).sort();
      expect(found).toEqual(git.between(shas[to - 1] ?? "", shas[to] ?? ""));
    }
  });
});
