import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { plantedBugs } from "../../simulation/planted-bugs";

/**
 * Goal: no law breaks in the first seeds, and the simulator can fail. Method: its command, as people run it; the full count
 * is `npm run simulate`. Each planted bug is looked for from the first seed on, as that command does.
 */

const run = promisify(execFile);
const simulate = async (...args: string[]) => {
  const { stdout } = await run(process.execPath, ["lib/entry/run.mjs", "tests/simulation/main.ts", ...args], {
    maxBuffer: 1_000_000,
  }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
};

describe("the simulator", { timeout: 300_000 }, () => {
  it("finds nothing in the first 1 000 seeds", async () => {
    expect(await simulate("--share", "--first", "1", "--seeds", "1000")).toMatchObject({ seeds: 1_000, failing: [] });
  });

  it.each(plantedBugs)("finds that $what ($id)", async ({ id }) => {
    const { seed, violation } = await simulate("--bug", id, "--seeds", "10000");
    expect(seed, "found within 10 000 seeds").not.toBeNull();
    expect(violation).toMatch(/\d+ ms: /);
    // What breaks without the bug as well proves nothing of the bug.
    expect(await simulate("--share", "--first", String(seed), "--seeds", "1")).toMatchObject({ failing: [] });
  });
});
