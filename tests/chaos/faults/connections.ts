import pg from "pg";
import type { Fault, FaultOptions, FaultResult } from "../fault";
import type { ChaosRig } from "../rig";
import { Findings, isTakenBack, pause } from "../trials";

type Break = (rig: ChaosRig, service: string) => Promise<() => Promise<void>>;

/** Every connection of the workers ends, idle or not. */
const endAll: Break = async (rig) => {
  await rig.database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'chaos'`,
  );
  return async () => undefined;
};

/** Somebody else holds every connection that the server still gives, each with a long statement. */
const useUp: Break = async (rig) => {
  const clients: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: rig.database.url });
    client.on("error", () => undefined);
    const isOpen = await client.connect().then(
      () => true,
      () => false,
    );
    if (!isOpen) break;
    clients.push(client);
    void client.query("select pg_sleep(60)").catch(() => undefined);
  }
  return async () => {
    await rig.database
      .query("select pg_cancel_backend(pid) from pg_stat_activity where query = 'select pg_sleep(60)'")
      .finally(() => Promise.all(clients.map((client) => client.end())));
  };
};

/** Statements of the owner arrive, the answers do not: whether they were committed is unknown to it. */
const cutAnswers: Break = async (rig, service) => {
  const owner = await rig.ownerOf(service);
  owner?.database.set({ kind: "limit_data", bytes: 0 });
  return async () => {
    await pause(800);
    owner?.database.set(null);
  };
};

const run =
  (breakIt: Break) =>
  async (rig: ChaosRig, { trials }: FaultOptions): Promise<FaultResult> => {
    const findings = new Findings(rig);
    for (let index = 0; index < trials; index += 1) {
      const service = rig.services[index % rig.services.length] ?? "";
      const id = await rig.bake(service);
      // What the rest of the trial asks the database must have its connections before they are used up.
      await rig.phaseOf(id);
      const mend = await breakIt(rig, service);
      const sinceMs = performance.now();
      rig.board.set(service, 1);
      const zeroMs = await rig.plane.shareIs(service, (share) => share === 0, sinceMs, 10_000).catch(() => null);
      findings.recoveryMs.push((zeroMs ?? Number.POSITIVE_INFINITY) - sinceMs);
      await mend();
      await isTakenBack(rig, findings, { service, id, sinceMs });
      findings.violated("workers died", rig.workers.filter((worker) => !worker.isAlive()).length);
      findings.raw.push({ id, recoveryMs: findings.recoveryMs.at(-1) });
      rig.board.reset();
    }
    return findings.sum();
  };

const common = { barMs: 1_000, fullTrials: 20, fastTrials: 1 };

export const connectionsEnd: Fault = {
  ...common,
  row: 5,
  name: "the server ends every connection of the workers while the canary goes bad",
  promise: "No worker dies of it; the canary is taken out and that is written down.",
  run: run(endAll),
};

export const connectionsUsedUp: Fault = {
  ...common,
  row: 15,
  name: "every connection of the database is in use by somebody else",
  promise: "The control loop has its own and works on.",
  run: run(useUp),
};

export const outcomeUnknown: Fault = {
  ...common,
  row: 19,
  name: "answers of the database are lost, also those to a commit",
  promise: "What was committed is found by reading again; nothing is written down twice.",
  run: run(cutAnswers),
};
