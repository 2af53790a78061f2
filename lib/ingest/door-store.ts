import { prismaExecutor } from "@/lib/platform/db/executor";
import { GroupCommit } from "@/lib/platform/group-commit";
import type { Runtime } from "@/lib/platform/runtime";
import { EventSourceConfig } from "./contract";
import { type DoorOutcome, insertDeliveries, type NewDelivery, type StoredDelivery, tallyDoor } from "./delivery-store";
import { findDoor } from "./event-source-read-model";
import { liveSecrets, openSecret } from "./source-secret";

/** A source as the door knows it. */
export interface DoorSource {
  readonly id: string;
  readonly kind: string;
  readonly secrets: readonly string[];
  readonly isDisabled: boolean;
  readonly maxBodyBytes: number;
}

/** What stands between the senders and the table: a short memory of sources, and writes in groups. */
export interface Door {
  source(slug: string): Promise<DoorSource | null>;
  deliver(delivery: NewDelivery): Promise<StoredDelivery>;
  count(outcome: DoorOutcome): Promise<void>;
}

/** How long what was read of a source is believed: a secret that is retired is let in for at most so long. */
const rememberMs = 200;
const mostRemembered = 1_000;

const doors = new WeakMap<Runtime, Door>();

/** The door of this process. */
export function doorOf(runtime: Runtime): Door {
  const existing = doors.get(runtime) ?? createDoor(runtime);
  doors.set(runtime, existing);
  return existing;
}

function createDoor(runtime: Runtime): Door {
  const db = prismaExecutor(runtime.db);
  const sources = rememberingSources(runtime);
  const deliveries = new GroupCommit<NewDelivery, StoredDelivery>({
    flush: (items) => insertDeliveries(db, items, runtime.clock.now()),
    sizeOf: ({ body }) => body.byteLength + 1_024,
    // As long as a commit takes: fewer, larger ones leave more of the machine to everything else.
    lingerMs: 8,
    maxItems: 200,
    maxSize: 4_194_304,
    maxWaitingSize: 134_217_728,
    maxInFlight: 2,
  });
  const outcomes = new GroupCommit<DoorOutcome, void>({
    async flush(items) {
      await tallyDoor(db, items);
      return items.map(() => undefined);
    },
    sizeOf: () => 1,
    lingerMs: 20,
    maxItems: 500,
    maxSize: 500,
    maxWaitingSize: 20_000,
    // One at a time: tallies of the same hour are the same row.
    maxInFlight: 1,
  });
  return {
    source: sources,
    deliver: (delivery) => deliveries.add(delivery),
    count: (outcome) => outcomes.add(outcome),
  };
}

function rememberingSources(runtime: Runtime): Door["source"] {
  const remembered = new Map<string, { readonly at: number; readonly source: Promise<DoorSource | null> }>();

  async function read(slug: string): Promise<DoorSource | null> {
    const row = await findDoor(prismaExecutor(runtime.db), slug);
    if (!row) return null;
    return {
      id: row.id,
      kind: row.kind,
      secrets: liveSecrets(openSecret(runtime.secrets, row.id, row.secret)),
      isDisabled: row.is_disabled,
      maxBodyBytes: EventSourceConfig.parse(row.config).maxBodyBytes,
    };
  }

  return (slug) => {
    const now = performance.now();
    const known = remembered.get(slug);
    if (known && now - known.at < rememberMs) return known.source;
    if (remembered.size >= mostRemembered) remembered.clear();
    const source = read(slug);
    remembered.set(slug, { at: now, source });
    // A failure is not remembered.
    source.catch(() => remembered.delete(slug));
    return source;
  };
}
