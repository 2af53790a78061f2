import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { setRequirement } from "@/lib/gates/use-cases/set-requirement";
import { cancelRollout } from "@/lib/rollouts/use-cases/cancel-rollout";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { type ApiServer, startApiServer } from "@/tests/support/api-server";
import { type CodeBlock, readCodeBlocks } from "@/tests/support/document-blocks";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { until } from "@/tests/support/until";
import { at } from "@/tests/support/waivers";

/**
 * The examples of docs/pipelines.md do what they say. Each CI's block is read as that CI would, its shell lines are run with
 * the variables that this CI sets. No worker runs here, so each rollout that they start is cancelled, and the script has to
 * notice and fail.
 */
const harness = setUpHarness();
const admin = callAs("admin");
let server: ApiServer;
let blocks: CodeBlock[];
let directory: string;

function block(info: string): string {
  const found = blocks.find((one) => one.info === info);
  if (!found) throw new Error(`docs/pipelines.md has no block “${info}”`);
  return found.text;
}

beforeAll(async () => {
  blocks = await readCodeBlocks(path.resolve("docs/pipelines.md"));
  directory = await mkdtemp(path.join(tmpdir(), "signalbox-docs-"));
  await writeFile(path.join(directory, "ship.sh"), block("sh ship.sh"));
  await writeFile(path.join(directory, "gate.sh"), block("sh gate.sh"));
  await writeFile(path.join(directory, "flip.sh"), block("sh flip.sh"));
  server = await startApiServer();
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, admin);
  await createTarget.run(
    {
      service: "checkout",
      environment: "production",
      config: {
        kind: "haproxy",
        socket: "/run/haproxy.sock",
        backend: "checkout",
        slots: { a: ["a1"], b: ["b1"] },
      },
      health: { urls: { a: ["https://a.checkout.example/health"], b: ["https://b.checkout.example/health"] } },
      live: { slot: "a", version: "0.1.0" },
    },
    admin,
  );
});
afterAll(() => server.close());

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function runShell(script: string, variables: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", script], {
      cwd: directory,
      env: {
        ...process.env,
        POLL_SECONDS: "0.1",
        SIGNALBOX_API_URL: server.url,
        SIGNALBOX_API_TOKEN: "role:admin",
        ...variables,
      },
    });
    let output = "";
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject).once("close", (code) => resolve({ code, output }));
  });
}

/** Cancel the rollout of this version as soon as it is there, until `isOver`. */
async function cancelWhenThere(version: string, isOver: () => boolean): Promise<string | null> {
  const { rollout } = await until(
    `a rollout of ${version}`,
    async () => {
      const found = await harness().db.rollout.findFirst({ where: { canaryVersion: version } });
      return found || isOver() ? { rollout: found } : null;
    },
    { deadlineMs: 50_000 },
  );
  if (!rollout) return null;
  await cancelRollout.run({ id: rollout.id, revision: rollout.revision, reason: "A test is done with it." }, admin);
  return rollout.id;
}

const commit = "0123456789abcdef0123456789abcdef01234567";

/** Each CI: its shell lines, the variables it sets by itself, and the version that they make. */
const examples: readonly [string, () => string, Record<string, string>, string][] = [
  [
    "Jenkins",
    // Groovy takes a backslash before a line's end away together with the line's end.
    () =>
      [...block("groovy").matchAll(/sh '''([\s\S]*?)'''/g)].map(([, text]) => text?.replaceAll("\\\n", "")).join("\n"),
    { BUILD_NUMBER: "41", GIT_COMMIT: commit },
    "1.0.41",
  ],
  [
    "GitLab CI",
    () => parse(block("yaml gitlab")).ship.script.join("\n"),
    { CI_PIPELINE_IID: "42", CI_COMMIT_SHA: commit },
    "1.1.42",
  ],
  [
    "GitHub Actions",
    () => runsOf(parse(block("yaml github")).jobs.ship.steps, "run"),
    { GITHUB_RUN_NUMBER: "43", GITHUB_SHA: commit },
    "1.2.43",
  ],
  [
    "Azure DevOps",
    () => runsOf(parse(block("yaml azure")).steps, "script"),
    { BUILD_BUILDID: "44", BUILD_SOURCEVERSION: commit },
    "1.3.44",
  ],
];

function runsOf(steps: readonly Record<string, string>[], key: string): string {
  return steps.flatMap((step) => step[key] ?? []).join("\n");
}

describe("docs/pipelines.md", () => {
  it.each(examples)(
    "%s registers the version, starts a rollout once and fails when it was taken back",
    async (_name, scriptOf, variables, version) => {
      let over = false;
      const ending = runShell(scriptOf(), variables).finally(() => {
        over = true;
      });
      const rolloutId = await cancelWhenThere(version, () => over);
      const ended = await ending;
      expect(rolloutId, ended.output).not.toBeNull();
      expect(ended.output).toContain(`${version} was taken back`);
      expect(ended.code, ended.output).toBe(1);
      const stored = await harness().db.version.findFirst({ where: { name: version } });
      expect(stored?.commitSha).toBe(commit);
      await runShell(scriptOf(), variables);
      expect(await harness().db.rollout.count({ where: { canaryVersion: version } })).toBe(1);
    },
  );

  it("fails with the reasons when the rollout cannot start", async () => {
    const ended = await runShell("sh ship.sh checkout nowhere 1.0.0", {});
    expect(ended.code).not.toBe(0);
    expect(ended.output).toContain("There is no such environment.");
  });

  it("imports a deployment", async () => {
    const ended = await runShell(block("sh import"), {});
    expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('"imported":1') });
  });

  it("asks the gate, which opens once the results that it asks for were sent", async () => {
    await setRequirement.run({ rule: { kind: "tests" }, tier: 0, reason: "Agreed on." }, admin);
    const ask = () => runShell("sh gate.sh checkout production 4.12.0", {});
    expect(await ask()).toMatchObject({
      code: 3,
      output: expect.stringContaining("No test result is known for 4.12.0."),
    });
    expect((await runShell(block("sh quality"), {})).code).toBe(0);
    expect(await ask()).toMatchObject({
      code: 0,
      output: expect.stringContaining("Checkout 4.12.0 may go to Production."),
    });
  });

  it("asks before a flag is flipped: a blackout holds it, and never a flip back", async () => {
    const flip = (from: string, to: string) => runShell(`sh flip.sh new-cart checkout production ${from} ${to}`, {});
    expect(await flip("off", "5")).toMatchObject({ code: 0, output: expect.stringContaining("may be set to 5.") });
    const window = { name: "Peak", startsAt: at(-1), endsAt: at(4) };
    const { id, revision } = await createWindow.run({ ...window, kind: "blackout", service: "checkout" }, admin);
    expect(await flip("5", "50")).toMatchObject({
      code: 3,
      output: expect.stringContaining("may not be set to 50 now."),
    });
    expect(await flip("5", "off")).toMatchObject({ code: 0, output: expect.stringContaining("may go back to off.") });
    await deleteWindow.run({ id, revision }, admin);
  });

  it("lists the exit codes that the command line has", async () => {
    const { exitCodes } = await import("@/lib/entry/cli/exit-code");
    const { readFile } = await import("node:fs/promises");
    const text = await readFile(path.resolve("docs/pipelines.md"), "utf8");
    const listed = [...text.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual(Object.values(exitCodes));
  });
});
