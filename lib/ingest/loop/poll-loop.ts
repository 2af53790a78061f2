import type { IntakeLoop } from "./intake-loop";
import { type PollParts, pollOnce } from "./poll-sources";

/** How often to look for systems that are due. */
const lookEveryMs = 5_000;

/** Ask systems that are due, one after the other, until stopped. */
export function startPollLoop(parts: PollParts): IntakeLoop {
  let isStopping = false;
  let wake: (() => void) | null = null;

  function pause(): Promise<void> {
    if (isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function turn(): Promise<void> {
    try {
      if (!(await pollOnce(parts))) await pause();
    } catch (error) {
      parts.log.warn({ err: error }, "systems cannot be asked now");
      await pause();
    }
  }

  async function run(): Promise<void> {
    while (!isStopping) await turn();
  }

  const running = run();
  return {
    async stop() {
      isStopping = true;
      wake?.();
      await running;
    },
  };
}
