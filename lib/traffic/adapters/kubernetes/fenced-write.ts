import { isAccepted } from "@/lib/traffic/domain/fence";
import { onlyLowersExposure } from "@/lib/traffic/domain/safe-direction";
import type { TrafficIntent, WriteGuard } from "@/lib/traffic/port";
import { fencedError } from "../fenced-error";
import type { ApiServer, ObjectPlace } from "./api-server";
import { isFailure, kubernetesError } from "./failure";
import { isSameSplit, pairOf, readNote, type Shares, withNote } from "./fence-note";
import type { KubernetesObject } from "./kubernetes-object";
import type { ObjectMemory } from "./object-memory";

/** Others write to the object, too (controllers, people): so often a write is decided again on what they left. */
const ATTEMPTS_MAX = 8;

export interface SplitWriter {
  /** The split that the object shows. Throws when it cannot be read as one. */
  sharesOf(object: KubernetesObject): Shares;
  /** Throw when this object must not be given the intent although its pair is new enough. */
  refuse(object: KubernetesObject, intent: TrafficIntent, onlyLowers: boolean): void;
  /** The object with the intent in it, apart from its status. */
  write(object: KubernetesObject, intent: TrafficIntent): KubernetesObject;
  /** The object with the intent in its status; null where that needs no write. */
  writeStatus?(object: KubernetesObject, intent: TrafficIntent): KubernetesObject | null;
}

export interface FencedWrite {
  readonly server: ApiServer;
  readonly place: ObjectPlace;
  readonly memory: ObjectMemory;
  readonly writer: SplitWriter;
  /** The split that was last shown to whoever decides; null when nothing was. */
  readonly lastShown: Shares | null;
}

/**
 * Write an intent to an object under the fence: the pair that was accepted last stands on the object, and the write goes
 * through only on the very version of it that the pair was read from. Whoever wrote meanwhile is read and decided on again.
 * Throws `fenced` when a newer pair is there, `changed_by_hand` when a raise was decided on a split that is no longer so.
 */
export async function writeFenced(
  given: FencedWrite,
  intent: TrafficIntent,
  guard: WriteGuard,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  for (let attempt = 1; ; attempt += 1) {
    const object = await given.memory.read(signal);
    try {
      return await writeOnce(given, object, intent, guard, signal);
    } catch (error) {
      if (!isFailure(error, "conflict") || attempt >= ATTEMPTS_MAX || signal.aborted) throw error;
    }
  }
}

async function writeOnce(
  { server, place, memory, writer, lastShown }: FencedWrite,
  object: KubernetesObject,
  intent: TrafficIntent,
  guard: WriteGuard,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const note = readNote(object);
  const pair = { term: guard.term, epoch: intent.epoch };
  if (!isAccepted(pair, pairOf(note))) throw fencedError(server.who, pairOf(note));
  const shown = writer.sharesOf(object);
  const onlyLowers = onlyLowersExposure(shown, intent, guard.hold?.safe ?? null);
  writer.refuse(object, intent, onlyLowers);
  const isOurs = note === null || isSameSplit(shown, note.split) || isSameSplit(shown, note.before);
  const wasSeen = lastShown !== null && isSameSplit(shown, lastShown);
  if (!isOurs && !wasSeen && !onlyLowers) throw changedByHand(place, shown);
  const split = { a: intent.sharePercent.a, b: intent.sharePercent.b };
  const before = note !== null && isSameSplit(note.split, split) ? note.before : shown;
  const wanted = withNote(writer.write(object, intent), { ...pair, split, before });
  let current = object;
  if (JSON.stringify(wanted) !== JSON.stringify(object)) {
    current = await server.replace(place, "object", wanted, signal);
    memory.learn(current);
  }
  const status = writer.writeStatus?.(current, intent) ?? null;
  if (status === null) return current;
  const changed = await server.replace(place, "status", status, signal);
  memory.learn(changed);
  return changed;
}

function changedByHand({ plural, name }: ObjectPlace, shown: Shares): Error {
  const percent = (share: number): string => `${Math.round(share * 10) / 10} %`;
  return kubernetesError({
    code: "changed_by_hand",
    detail: `Somebody else changed the split of ${plural} ${name} to ${percent(shown.a)} in a and ${percent(shown.b)} in b.`,
    remedy: "Nothing is raised on a split that was not looked at; it is looked at again.",
  });
}
