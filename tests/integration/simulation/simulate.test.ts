import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { typeScriptArguments, typeScriptEnvironment } from "@/lib/entry/launcher/runtime.mjs";
import { plantedBugs } from "../../simulation/planted-bugs";
import { scheduleOf } from "../../simulation/schedule";
import { runSchedule } from "../../simulation/world";

/**
 * Goal: no law breaks in the first seeds, and the simulator can fail. Method: its command, as people run it; the full count
 * is `npm run simulate`. Each planted bug is looked for in a process of its own, since it is planted into the code that runs: from the
 * seed that showed it last, and only when that does not any more from the first one on, as that command does.
 */

const main = "tests/simulation/main.ts";
const run = promisify(execFile);
const answerOf = async (command: readonly string[]) => {
  const options = { maxBuffer: 1_000_000, env: typeScriptEnvironment() };
  const { stdout } = await run(process.execPath, command, options).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "null");
};

describe("the simulator", { timeout: 300_000 }, () => {
  it("finds nothing in the first 1 000 seeds", async () => {
    const command = ["lib/entry/run.mjs", main, "--share", "--first", "1", "--seeds", "1000"];
    expect(await answerOf(command)).toMatchObject({ seeds: 1_000, failing: [] });
  });

  it.each(plantedBugs)("finds that $what ($id)", async ({ id, shownBy }) => {
    const search = (first: number, seeds: number) =>
      answerOf([...typeScriptArguments(main), "--bug", id, "--first", String(first), "--seeds", String(seeds)]);
    const near = await search(shownBy, 100);
    const { seed, violation } = near.seed === null ? await search(1, 10_000) : near;
    expect(seed, "found within 10 000 seeds").not.toBeNull();
    expect(violation).toMatch(/\d+ ms: /);
    // What breaks without the bug as well proves nothing of the bug.
    expect((await runSchedule(scheduleOf(seed))).violations).toEqual([]);
  });
});
