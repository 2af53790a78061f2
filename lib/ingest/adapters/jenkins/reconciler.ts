import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { plusMs } from "@/lib/kernel/instant";
import type { Fact, Progress } from "../../domain/fact";
import { stageKind } from "../../domain/stage-kind";
import type { KeySpace } from "../../domain/subject-key";
import type { Reconciler } from "../../port";
import { momentsOf } from "../moments";
import { type Ask, pollRound, type Task } from "../polling";
import {
  clipped,
  hostOf,
  KeyText,
  MaybeSha,
  MaybeUrl,
  maybe,
  maybeWords,
  WhenMs,
  WholeNumber,
  words,
} from "../reading";
import { settingsToAskWith } from "../settings";
import { type Build, buildFacts, buildKey, jobPathOf, resultOf, type Settings } from "./build-facts";

/** Jenkins' remote access API, and the stages of pipelines where their plugin is there. */

const pageSize = 25;

const Action = z.object({
  parameters: z.array(z.object({ name: words(), value: z.unknown() })).nullish(),
  lastBuiltRevision: maybe(z.object({ SHA1: MaybeSha, branch: z.array(z.object({ name: maybeWords() })).nullish() })),
  remoteUrls: z.array(z.string()).nullish(),
});

const ApiBuild = z.object({
  number: WholeNumber,
  url: MaybeUrl,
  timestamp: WhenMs,
  duration: z.number(),
  building: z.boolean().nullish(),
  result: maybeWords(40),
  actions: z.array(z.union([Action, z.null()])).nullish(),
});
type ApiBuild = z.infer<typeof ApiBuild>;

const Stages = z.object({
  stages: z.array(
    z.object({ id: KeyText, name: words(), status: words(40), startTimeMillis: WhenMs, durationMillis: z.number() }),
  ),
});

const wanted =
  "number,url,timestamp,duration,building,result,actions[parameters[name,value],lastBuiltRevision[SHA1,branch[name]],remoteUrls]";

function buildOf(said: ApiBuild, job: string): Build {
  const actions = (said.actions ?? []).filter((action) => action !== null);
  const revision = actions.find((action) => action.lastBuiltRevision)?.lastBuiltRevision;
  const parameters = actions.flatMap((action) => action.parameters ?? []);
  const texts = parameters.flatMap(({ name, value }) =>
    typeof value === "string" ? [[name, clipped(value, 200)] as const] : [],
  );
  return {
    job: jobPathOf(said.url) ?? job,
    number: said.number,
    url: said.url,
    repository: actions.flatMap((action) => action.remoteUrls ?? [])[0],
    commitSha: revision?.SHA1,
    branch: revision?.branch?.[0]?.name?.replace(/^refs\/remotes\//, ""),
    parameters: Object.fromEntries(texts),
  };
}

const stageEnds: Readonly<Record<string, Progress>> = {
  SUCCESS: "succeeded",
  FAILED: "failed",
  UNSTABLE: "failed",
  ABORTED: "cancelled",
  NOT_EXECUTED: "cancelled",
};

async function stageFacts(
  ask: Ask,
  build: Build,
  path: string,
  where: { space: KeySpace; settings: Settings },
): Promise<Fact[]> {
  const found = await ask.find(`${path}/${build.number}/wfapi/describe`, Stages);
  const subjectKey = buildKey(where.space, build);
  return (found?.value.stages ?? []).flatMap(({ id, name, status, startTimeMillis, durationMillis }) => {
    const end = Object.hasOwn(stageEnds, status) ? stageEnds[status] : undefined;
    const moments = momentsOf([
      { progress: "running", occurredAt: startTimeMillis },
      { progress: end ?? "failed", occurredAt: end === undefined ? null : plusMs(startTimeMillis, durationMillis) },
    ]);
    const stage = stageKind(where.settings.stages, name);
    return moments.map(
      (moment): Fact => ({ kind: "pipeline_stage", subjectKey, stageKey: id, name, stage, ...moment }),
    );
  });
}

/** Builds of one job, the newest first. */
function buildsOf(job: string, settings: Settings, host: string): Task {
  const path = job
    .split("/")
    .map((name) => `/job/${encodeURIComponent(name)}`)
    .join("");
  return async (ask, since, page) => {
    const from = page === null ? 0 : Number(page);
    const tree = encodeURIComponent(`builds[${wanted}]{${from},${from + pageSize}}`);
    const { value } = await ask.get(`${path}/api/json?tree=${tree}`, z.object({ builds: z.array(ApiBuild).nullish() }));
    const builds = value.builds ?? [];
    // A build is dated by its start: one that began before `since` may have ended after it.
    const fresh = builds.filter((one) => one.building || plusMs(one.timestamp, one.duration) >= since);
    const space = { system: "jenkins", host };
    const facts: Fact[] = [];
    for (const said of fresh) {
      const build = buildOf(said, job);
      const moments = momentsOf([
        { progress: "running", occurredAt: said.timestamp },
        { progress: resultOf(said.result), occurredAt: said.building ? null : plusMs(said.timestamp, said.duration) },
      ]);
      facts.push(...buildFacts(build, moments, space, settings));
      facts.push(...(await stageFacts(ask, build, path, { space, settings })));
    }
    const isLast = builds.length < pageSize || fresh.length === 0;
    return { facts, nextPage: isLast ? null : String(from + pageSize) };
  };
}

export const jenkinsReconciler: Reconciler = {
  kind: "jenkins",
  async poll(request) {
    const settings = settingsToAskWith("jenkins", request.source);
    if (settings.apiUrl === undefined) {
      throw new AppError("unavailable", {
        detail: "The address of Jenkins (apiUrl) is missing in the settings of this source.",
      });
    }
    const credentials = Buffer.from(`${settings.user ?? ""}:${request.secret ?? ""}`).toString("base64");
    const headers: Record<string, string> = request.secret === null ? {} : { authorization: `Basic ${credentials}` };
    const asked = {
      name: "Jenkins",
      baseUrl: settings.apiUrl.replace(/\/+$/, ""),
      headers,
      outbound: request.outbound,
    };
    const host = hostOf(settings.apiUrl) ?? request.source.slug;
    return await pollRound(
      request,
      asked,
      (settings.jobs ?? []).map((job) => buildsOf(job, settings, host)),
    );
  },
};
