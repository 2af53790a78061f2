import { Counter, type Registry } from "prom-client";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import type { Timers } from "@/lib/platform/timers";
import { listGoing } from "../train-record-read-model";
import { passTrain } from "./pass-train";
import { type Channels, sendAnnouncements } from "./send-announcements";

/** How often trains are looked at, and how often while one goes back. */
const lookMs = 1_000;
const hurriedMs = 200;

interface Given {
  readonly runtime: Runtime;
  readonly timers: Timers;
  readonly registry: Registry;
  readonly channels: Channels;
}

/** Look at every train that goes, in every worker; a lock of the database lets one at a time pass over each. What fails is tried at the next look. */
export function startTrainLoop({ runtime, timers, registry, channels }: Given): { stop(): Promise<void> } {
  const registers = [registry];
  const decisions = new Counter({
    name: "signalbox_train_decisions_total",
    help: "Decisions about release trains that nobody had to make.",
    registers,
  });
  const moves = new Counter({ name: "signalbox_train_moves_total", help: "Cars started or taken back.", registers });
  const failures = new Counter({ name: "signalbox_train_look_failures_total", help: "Looks that failed.", registers });
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;
  let isHurried = false;
  let cancel = timers.after(lookMs, () => void look());

  async function round(): Promise<void> {
    const going = await listGoing(prismaExecutor(runtime.db));
    const passed: (string | null)[] = [];
    for (const trainId of going) passed.push(await pass(trainId));
    isHurried = passed.includes("rolling_back");
    // Beside the trains: a mail server that is slow holds no train up.
    if (!isSending) sending = send();
  }

  async function send(): Promise<void> {
    isSending = true;
    try {
      await sendAnnouncements(runtime, channels);
    } catch (error) {
      failures.inc();
      runtime.log.warn({ err: error }, "announcements of releases could not be sent; it is tried again");
    } finally {
      isSending = false;
    }
  }

  async function pass(trainId: string): Promise<string | null> {
    try {
      const done = await passTrain(runtime, trainId);
      decisions.inc(done?.decisions ?? 0);
      moves.inc(done?.moves ?? 0);
      return done?.phase ?? null;
    } catch (error) {
      failures.inc();
      runtime.log.warn({ err: error, train: trainId }, "a release train could not be looked at; it is tried again");
      return null;
    }
  }

  async function look(): Promise<void> {
    running = round().catch((error: unknown) => {
      failures.inc();
      runtime.log.warn({ err: error }, "release trains could not be looked at; it is tried again");
    });
    await running;
    if (!isStopping) cancel = timers.after(isHurried ? hurriedMs : lookMs, () => void look());
  }

  return {
    async stop() {
      isStopping = true;
      cancel();
      await running;
      await sending;
    },
  };
}
