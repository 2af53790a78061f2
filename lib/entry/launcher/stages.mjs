import { performance } from "node:perf_hooks";

const width = 44;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** "0.4 s", "2 min 05 s" */
export function seconds(durationMs) {
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const whole = Math.round(durationMs / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/**
 * Prints one line per stage with its time. While stages run (more than one may), a terminal shows a spinner with the
 * seconds so far; elsewhere (a log file, CI) a stage that lasts prints its elapsed time now and then.
 * @param {{ write(text: string): unknown, isTTY?: boolean }} out
 */
export function createStages(out = process.stdout, reportEveryMs = 30_000) {
  const finished = [];
  const underWay = new Map();
  // What comes while a spinner turns takes its line; the next frame is drawn below.
  const clear = out.isTTY ? "\r\x1b[K" : "";
  const line = (mark, label, detail) => out.write(`${clear}  ${mark} ${label.padEnd(width)} ${detail}\n`);
  let turn = 0;
  let ticker;

  const draw = () => {
    const [[, oldest] = []] = underWay;
    if (oldest === undefined) return;
    const labels = [...underWay.values()].map((stage) => stage.label).join(" + ");
    out.write(`${clear}  ${frames[turn++ % frames.length]} ${labels.padEnd(width)} ${elapsed(oldest)}`);
  };
  const remind = () => {
    for (const stage of underWay.values()) line("…", stage.label, `still running, ${elapsed(stage)}`);
  };

  function begin(label) {
    const key = Symbol(label);
    underWay.set(key, { label, startedAt: performance.now() });
    if (ticker === undefined) {
      ticker = out.isTTY ? setInterval(draw, 120) : setInterval(remind, reportEveryMs);
      ticker.unref();
    }
    return key;
  }

  function end(key, mark, remark) {
    const { label, startedAt } = underWay.get(key);
    underWay.delete(key);
    if (underWay.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
    const durationMs = performance.now() - startedAt;
    finished.push({ label, durationMs });
    line(mark, label, typeof remark === "string" ? `${seconds(durationMs).padEnd(8)} ${remark}` : seconds(durationMs));
  }

  return {
    /** `{ label, durationMs }` of every stage that ended, in order. */
    finished,
    /** A sentence between stages. */
    say(sentence) {
      out.write(`${clear}  ${sentence}\n`);
    },
    /**
     * Run `work`; a string that it returns is printed as a short remark ("up to date"). A throw is printed as ✗ and
     * thrown on; its `remark`, when it has one, is printed too.
     * @template Value
     * @param {string} label
     * @param {() => Promise<Value> | Value} work
     * @returns {Promise<Value>}
     */
    async run(label, work) {
      const key = begin(label);
      try {
        const value = await work();
        end(key, "✓", value);
        return value;
      } catch (error) {
        end(key, "✗", error?.remark);
        throw error;
      }
    },
  };
}

function elapsed(stage) {
  return seconds(performance.now() - stage.startedAt);
}
