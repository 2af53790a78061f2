import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import type { Log } from "@/lib/platform/log";
import { sendHint } from "@/lib/platform/stream/hints";
import { carryOver, emptyRetired, isUnbuilt, listUnbuilt, openGenerations, switchTo } from "../generation-store";
import type { ChangedLane, LaneSources } from "../port";
import { clearDirty, listDirty, noteFailure, tryLockLane } from "../record-store";
import { buildLane } from "../use-cases/build-lane";

export interface BuilderParts {
  readonly db: Db;
  readonly log: Log;
  readonly sources: LaneSources;
  /** How long the builder rests after a turn that left nothing behind, in milliseconds. */
  readonly pollMs: number;
}

export interface RecordBuilder {
  /** Take what waits, once; answers how many lanes were made. */
  turn(): Promise<number>;
  /** Go on until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

const lanesAtOnce = 50;
const rebuiltAtOnce = 20;
const deletedAtOnce = 5_000;
const transaction = { maxWait: 5_000, timeout: 120_000 };

/**
 * Keeps the delivery records true: makes each changed lane again, then some lanes of a generation that is being filled, and takes what
 * was left behind away. Any number may run: a lane belongs to who holds its lock. A lane that cannot be made is noted with its
 * failure and waits until something about it changes; it holds up no other.
 */
export function createRecordBuilder({ db, log, sources, pollMs }: BuilderParts): RecordBuilder {
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();
  let wake: () => void = () => undefined;

  async function build(lane: ChangedLane, after: (executor: SqlExecutor) => Promise<void>): Promise<boolean> {
    try {
      return await db.$transaction(async (tx) => {
        const executor = prismaExecutor(tx);
        if (!(await tryLockLane(executor, lane))) return false;
        const hasChanged = await buildLane(executor, lane, sources);
        if (hasChanged) await sendHint(executor, { topic: "insights", id: "records", revision: 0 });
        await after(executor);
        return true;
      }, transaction);
    } catch (error) {
      await setAside(lane, error, after);
      return false;
    }
  }

  async function setAside(
    lane: ChangedLane,
    error: unknown,
    after: (executor: SqlExecutor) => Promise<void>,
  ): Promise<void> {
    log.error({ err: error, serviceId: lane.serviceId, environmentId: lane.environmentId }, "a lane could not be made");
    const failure = error instanceof AppError ? error.message : `It failed: ${String(error).slice(0, 400)}`;
    await db.$transaction(async (tx) => {
      const executor = prismaExecutor(tx);
      for (const { id, state } of await openGenerations(executor)) {
        // A generation that is being filled keeps what the one before believes: a place must not vanish with the change-over.
        if (state === "building" && (await isUnbuilt(executor, id, lane))) await carryOver(executor, id, lane);
        await noteFailure(executor, id, lane, failure);
      }
      await after(executor);
    });
  }

  async function buildChanged(): Promise<number> {
    const marks = await listDirty(prismaExecutor(db), lanesAtOnce);
    let made = 0;
    for (const mark of marks) {
      if (isStopping) break;
      // Last of all: whoever marks the lane meanwhile must not wait for more than the commit.
      if (await build(mark, (executor) => clearDirty(executor, mark))) made += 1;
    }
    return made;
  }

  async function fillNext(): Promise<number> {
    const building = (await openGenerations(prismaExecutor(db))).find(({ state }) => state === "building");
    if (!building) return 0;
    const lanes = await listUnbuilt(prismaExecutor(db), building.id, rebuiltAtOnce);
    let made = 0;
    for (const lane of lanes) {
      if (isStopping) return made;
      if (await build({ ...lane, sinceMs: 0 }, async () => undefined)) made += 1;
    }
    if (lanes.length === 0) await changeOver(building.id);
    return made + (lanes.length === 0 ? 1 : 0);
  }

  async function changeOver(generation: number): Promise<void> {
    await db.$transaction(async (tx) => {
      const executor = prismaExecutor(tx);
      if (await switchTo(executor, generation))
        await sendHint(executor, { topic: "insights", id: "build", revision: generation });
    }, transaction);
    log.info({ generation }, "figures are made from a new generation of delivery records");
  }

  /** `hasMore`: something is left that was there before; what changes meanwhile is gathered for the next turn. */
  async function work(): Promise<{ readonly made: number; readonly hasMore: boolean }> {
    const changed = await buildChanged();
    const filled = await fillNext();
    const isLeft = await emptyRetired(prismaExecutor(db), deletedAtOnce);
    return { made: changed + filled + (isLeft ? 1 : 0), hasMore: changed >= lanesAtOnce || filled > 0 || isLeft };
  }

  async function turn(): Promise<number> {
    return (await work()).made;
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      const { hasMore } = await work().catch((error: unknown) => {
        log.error({ err: error }, "delivery records could not be looked at");
        return { hasMore: false };
      });
      // A lane of which something comes every moment is made again every rest, not without a pause: the machine has other work.
      if (!hasMore && !isStopping) await rest();
    }
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    turn,
    start() {
      running = run();
    },
    async stop() {
      isStopping = true;
      wake();
      await running;
    },
  };
}
