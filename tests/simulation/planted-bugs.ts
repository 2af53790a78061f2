import { registerHooks } from "node:module";
import type { Planted } from "./world";

/** A bug that is put in on purpose: a simulator that does not find it proves nothing by finding nothing. */
export interface PlantedBug {
  readonly id: string;
  readonly what: string;
  /** The first seed that showed it when somebody last looked: a hint where to look first. */
  readonly shownBy: number;
  /** In the world around the loop. */
  readonly world?: Planted;
  /** In the product's own text (as compiled, with or without blanks), replaced while it is loaded. */
  readonly text?: { readonly file: string; readonly from: RegExp; readonly to: string };
}

const loop = "lib/rollouts/loop/";
const domain = "lib/rollouts/domain/";

export const plantedBugs: readonly PlantedBug[] = [
  {
    id: "no-fence",
    what: "the data plane takes writes of earlier owners",
    shownBy: 5,
    world: { noFence: true },
  },
  {
    id: "ignore-stale",
    what: "the database takes writes that rest on an old row or a lost lease",
    shownBy: 51,
    world: { ignoreStale: true },
  },
  {
    id: "raise-on-first-pass",
    what: "a new owner raises before it has looked",
    shownBy: 248,
    text: { file: `${loop}gather-facts.ts`, from: /live\.seenInTerm\s*===\s*lease\.term/, to: "lease.term >= 0" },
  },
  {
    id: "forget-lost-decisions",
    what: "a row that lost its newest decisions is believed",
    shownBy: 1_306,
    text: { file: `${domain}lost-decisions.ts`, from: /acceptedEpoch\s*<=\s*epoch/, to: "acceptedEpoch >= 0" },
  },
  {
    id: "re-raise-after-hand",
    what: "a share that somebody lowered is set again",
    shownBy: 5,
    text: {
      file: `${domain}notices.ts`,
      from: /if\s*\(isLoweredByHand\(state,\s*observation\)\)\s*return adopt/,
      to: "if (false) return adopt",
    },
  },
  {
    id: "trust-a-restart",
    what: "a new owner sets again what a restarted data plane has forgotten",
    shownBy: 3_922,
    text: {
      file: `${domain}notices.ts`,
      from: /facts\.mayRaise\s*\?\s*isLoweredBesideRestart/,
      to: "true ? isLoweredBesideRestart",
    },
  },
  {
    id: "raise-unseen",
    what: "a share is raised while the data plane cannot be seen",
    shownBy: 1_207,
    text: { file: `${loop}rollout-tick.ts`, from: /isBlind\s*\|\|\s*!mayRaise/, to: "!mayRaise" },
  },
  {
    id: "lose-what-was-done",
    what: "what was done before it could be written down is not written down",
    shownBy: 2,
    text: { file: `${loop}rollout-tick.ts`, from: /live\.unsaved\.push\(transition\)/, to: "void transition" },
  },
  {
    id: "trust-the-wall-clock",
    what: "a worker counts by the clock of its own machine",
    shownBy: 29,
    text: { file: "lib/platform/synced-clock.ts", from: /offsetMs\s*===\s*null\s*\?\s*machine/, to: "true?machine" },
  },
];

/** Put the bug into the modules that are loaded from now on. Answers a check, to be made once they are: it throws when none was the bug's own. */
export function plant(bug: PlantedBug): () => void {
  const { text } = bug;
  if (!text) return () => undefined;
  let isPlanted = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.split("?")[0]?.endsWith(text.file)) return loaded;
      const source = String(loaded.source);
      if (!text.from.test(source)) throw new Error(`the text of the planted bug ${bug.id} is not in ${text.file}`);
      isPlanted = true;
      return { ...loaded, source: source.replace(text.from, text.to) };
    },
  });
  return () => {
    if (!isPlanted) throw new Error(`${text.file} was not loaded as a file of its own, so ${bug.id} is not planted`);
  };
}
