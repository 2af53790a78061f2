import type { Instant } from "@/lib/kernel/instant";
import type { SlotObservation, TargetAdvice, TrafficObservation, TrafficTarget } from "@/lib/traffic/port";
import type { ApiServer, ObjectPlace } from "./api-server";
import { pairOf, readNote, type Shares } from "./fence-note";
import { type SplitWriter, writeFenced } from "./fenced-write";
import type { KubernetesObject } from "./kubernetes-object";
import { createObjectMemory } from "./object-memory";

/** How long a write waits until the controller in charge has seen it. What it has not seen by then, looks will tell. */
const settleMs = 600;

/** What differs between the kinds of objects that split traffic. */
export interface SplitKind extends SplitWriter {
  /** The split that is in force. Throws what a person must mend. */
  observe(object: KubernetesObject): Readonly<Record<"a" | "b", SlotObservation>>;
  /** The controller in charge has taken up what was written. */
  isTaken(object: KubernetesObject): boolean;
  advise(object: KubernetesObject): TargetAdvice[];
  /** Throw what keeps the object from being whole although the write was done. */
  complain(object: KubernetesObject): void;
}

export interface KubernetesTargetOptions {
  readonly server: ApiServer;
  readonly place: ObjectPlace;
  readonly kind: SplitKind;
  readonly now: () => Instant;
}

/** An object of Kubernetes as a target: fenced by a note on it and its version, without a dead-man switch. */
export function createKubernetesTarget({ server, place, kind, now }: KubernetesTargetOptions): TrafficTarget {
  const memory = createObjectMemory(server, place);
  let lastShown: Shares | null = null;
  let writing: Promise<unknown> = Promise.resolve();

  return {
    async observe(signal): Promise<TrafficObservation> {
      const object = await memory.look(signal);
      const slots = kind.observe(object);
      lastShown = kind.sharesOf(object);
      return {
        observedAt: now(),
        slots,
        incarnation: object.metadata.uid,
        fence: "native",
        accepted: pairOf(readNote(object)),
        hold: null,
        canHold: false,
      };
    },
    async apply(intent, guard, signal): Promise<void> {
      // One after the other: writes of one process would only be refused for each other's sake.
      const own = writing.then(() =>
        writeFenced({ server, place, memory, writer: kind, lastShown }, intent, guard, signal),
      );
      writing = own.catch(() => undefined);
      const object = await own;
      await memory.until(kind.isTaken, settleMs, signal);
      kind.complain(object);
    },
    async advise(_liveSlot, signal): Promise<readonly TargetAdvice[]> {
      const object = await memory.read(signal);
      const failure = memory.watchFailure();
      const watch = failure instanceof Error ? [watchAdvice(failure)] : [];
      return [...kind.advise(object), ...watch];
    },
    async close(): Promise<void> {
      memory.close();
    },
  };
}

function watchAdvice(failure: Error): TargetAdvice {
  return {
    subject: "Watch",
    message: `Changes cannot be watched, so the object is read again with each look. ${failure.message}`,
    remedy: 'Give the role the verbs "list" and "watch" as well.',
  };
}
