/** Who does an item of a checklist: a person who ticks it, or a check that is asked each time it is looked at. */
export const doers = ["person", "gate", "journeys", "schema"] as const;
export type Doer = (typeof doers)[number];

/** When it has to be done: before the train departs, before it leaves each of its stops, or before it is over well. */
export const dues = ["departure", "stop", "end"] as const;
export type Due = (typeof dues)[number];

export interface ChecklistItem {
  readonly id: string;
  readonly title: string;
  readonly doneBy: Doer;
  readonly due: Due;
}

export interface Tick {
  readonly itemId: string;
  readonly isDone: boolean;
  readonly note: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of an item that is done at each stop: at which; null for others. */
  readonly stop: number | null;
}

/** What a check says. Never done because nothing was heard: that is `unknown`. */
export interface CheckAnswer {
  readonly state: "done" | "open" | "unknown";
  readonly sentence: string;
}

export interface StandingItem extends ChecklistItem {
  readonly state: CheckAnswer["state"];
  readonly sentence: string;
}

/** How each item stands while the train is at `stop`: by its newest tick, or by what its check says now. A tick at another stop is none here. */
export function standingItems(
  items: readonly ChecklistItem[],
  ticks: readonly Tick[],
  checks: Partial<Record<Doer, CheckAnswer>>,
  stop: number,
): StandingItem[] {
  return items.map((item) => {
    if (item.doneBy !== "person") {
      const said = checks[item.doneBy] ?? { state: "unknown" as const, sentence: "Nobody can tell." };
      return { ...item, ...said };
    }
    const counts = (tick: Tick) => tick.itemId === item.id && (item.due !== "stop" || tick.stop === stop);
    const last = ticks.filter(counts).at(-1);
    if (!last) return { ...item, state: "open", sentence: "Nobody did it yet." };
    const words = `${last.by}: ${last.note}`;
    return last.isDone
      ? { ...item, state: "done", sentence: words }
      : { ...item, state: "open", sentence: `Not done after all. ${words}` };
  });
}

/** What is missing until a due; items whose state nobody knows are missing too. */
export function missingItems(items: readonly StandingItem[], due: Due): StandingItem[] {
  return items.filter((item) => item.due === due && item.state !== "done");
}

/** One answer of several: one that is open beats one that nobody knows, which beats what is done. */
export function worstAnswer(answers: readonly CheckAnswer[], allDone: string): CheckAnswer {
  return (
    answers.find(({ state }) => state === "open") ??
    answers.find(({ state }) => state === "unknown") ?? { state: "done", sentence: allDone }
  );
}

/** Of the templates there are, the one for a train whose most critical service is of this tier; null when there is none. */
export function templateFor<Template extends { readonly tier: number | null }>(
  templates: readonly Template[],
  tier: number,
): Template | null {
  return templates.find((one) => one.tier === tier) ?? templates.find((one) => one.tier === null) ?? null;
}
