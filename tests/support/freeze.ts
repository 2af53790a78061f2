import { readdir, readFile } from "node:fs/promises";
import { until } from "./until";

/** Stop a process as a hang would, and return only when all of its threads stand still. `thaw` lets it go on. */
export async function freeze(pid: number): Promise<() => void> {
  if (!(pid > 1)) throw new Error(`no process to stop: ${pid}`);
  process.kill(pid, "SIGSTOP");
  await until(`process ${pid} to stand still`, async () => {
    const threads = await readdir(`/proc/${pid}/task`);
    const states = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, "utf8")));
    // The state follows the name, which is in parentheses and may itself hold any character.
    return states.every((stat) => stat.slice(stat.lastIndexOf(")") + 2).startsWith("T"));
  });
  return () => void process.kill(pid, "SIGCONT");
}
