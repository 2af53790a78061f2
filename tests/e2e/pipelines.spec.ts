import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { readCodeBlocks } from "@/tests/support/document-blocks";
import { quickPlan } from "@/tests/support/installation/seeded-releases";
import { expect, test } from "./support/test";

/*
 * Goal: what docs/pipelines.md shows works against a server that moves real traffic. That each CI's block does, is tested in
 * tests/integration/entry/pipelines.test.ts without a worker; here one of them ships a version to the end.
 */
interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function runShell(script: string, directory: string, variables: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-e", "-o", "pipefail", "-c", script], {
      cwd: directory,
      env: { ...process.env, POLL_SECONDS: "0.3", ...variables },
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

test("the example for GitHub Actions registers a version and ships it on real traffic", async ({
  page,
  api,
  world,
}) => {
  await api.post("/templates", {
    slug: "pipeline-quick",
    name: "Quick, for pipelines",
    plan: { strategy: "canary", ...quickPlan },
  });
  await api.put("/services/checkout/policy", { template: "pipeline-quick", overrides: {}, revision: 0 });
  const blocks = await readCodeBlocks(path.resolve("docs/pipelines.md"));
  const textOf = (info: string): string => blocks.find((block) => block.info === info)?.text ?? "";
  const directory = await mkdtemp(path.join(tmpdir(), "signalbox-pipeline-"));
  try {
    await writeFile(path.join(directory, "ship.sh"), textOf("sh ship.sh"));
    const steps: { run?: string }[] = parse(textOf("yaml github")).jobs.ship.steps;
    const ended = await runShell(steps.flatMap(({ run }) => run ?? []).join("\n"), directory, {
      SIGNALBOX_API_URL: world.baseUrl,
      SIGNALBOX_API_TOKEN: world.token,
      GITHUB_RUN_NUMBER: "77",
      GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    });
    expect(ended.output).toContain("1.2.77 has all the traffic.");
    expect(ended.code).toBe(0);
    const followed = /Follow it at (\S+)/.exec(ended.output)?.[1] ?? "";
    await page.goto(followed);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("1.2.77");
  } finally {
    await rm(directory, { recursive: true });
  }
});
