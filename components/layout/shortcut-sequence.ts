/** What was pressed just before, when it can begin a sequence. */
export interface PendingKey {
  readonly key: string;
  readonly atMs: number;
}

export interface PressedKeys {
  /** The shortcut this press completes: "t", or "g r" after a recent g. */
  readonly keys: string;
  readonly pending: PendingKey | null;
}

const sequenceMs = 1_200;

/** Fold one key press into what was pending. `atMs` only needs to grow; a `g` is forgotten after 1.2 s. */
export function pressKey(pending: PendingKey | null, key: string, atMs: number): PressedKeys {
  if (pending !== null && atMs - pending.atMs < sequenceMs) return { keys: `${pending.key} ${key}`, pending: null };
  return { keys: key, pending: key === "g" ? { key, atMs } : null };
}
