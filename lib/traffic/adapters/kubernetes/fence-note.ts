import { z } from "zod";
import type { AcceptedPair, SlotName } from "@/lib/traffic/port";
import { annotated, type KubernetesObject } from "./kubernetes-object";

/** Where the newest accepted write is noted, on the object that it changed. */
export const FENCE_ANNOTATION = "signalbox.dev/accepted";

const fenceNumber = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const shares = z.object({ a: z.number().min(0).max(100), b: z.number().min(0).max(100) });

const FenceNote = z.object({
  term: fenceNumber,
  epoch: fenceNumber,
  /** What that write made of the split. */
  split: shares,
  /** The split that was in force before, until the controller has seen this one. */
  before: shares,
});
export type FenceNote = z.infer<typeof FenceNote>;
export type Shares = Readonly<Record<SlotName, number>>;

/**
 * The note on an object; null when there is none. One that somebody garbled counts as none: who may write it could as well
 * have written a higher pair, and a rollback must not wait for a person to mend it.
 */
export function readNote(object: KubernetesObject): FenceNote | null {
  const text = object.metadata.annotations?.[FENCE_ANNOTATION];
  if (text === undefined) return null;
  try {
    return FenceNote.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The object with the note on it. */
export function withNote(object: KubernetesObject, note: FenceNote): KubernetesObject {
  const { term, epoch, split, before } = note;
  const ordered = { term, epoch, split: { a: split.a, b: split.b }, before: { a: before.a, b: before.b } };
  return annotated(object, FENCE_ANNOTATION, JSON.stringify(ordered));
}

export function pairOf(note: FenceNote | null): AcceptedPair | null {
  return note === null ? null : { term: note.term, epoch: note.epoch };
}

/** Weights are whole numbers out of at least 100: closer than this is the same split. */
export function isSameSplit(one: Shares, other: Shares): boolean {
  return Math.abs(one.a - other.a) < 0.006 && Math.abs(one.b - other.b) < 0.006;
}
