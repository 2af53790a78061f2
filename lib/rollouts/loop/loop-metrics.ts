import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Numbers about the loop itself, for `/metrics` of the worker. */
export function createLoopMetrics(registry: Registry) {
  const registers = [registry];
  return {
    events: new Counter({
      name: "signalbox_rollout_events_total",
      help: "Accepted transitions by the kind of their events",
      labelNames: ["kind"],
      registers,
    }),
    effects: new Counter({
      name: "signalbox_effects_total",
      help: "Intents sent to data planes",
      labelNames: ["outcome"],
      registers,
    }),
    claims: new Counter({
      name: "signalbox_claims_total",
      help: "Claims of data planes by a new owner, which make them refuse the one before",
      labelNames: ["outcome"],
      registers,
    }),
    unfenced: new Gauge({
      name: "signalbox_targets_unfenced",
      help: "Targets of this worker that can refuse earlier owners and do not yet",
      registers,
    }),
    tickErrors: new Counter({
      name: "signalbox_tick_errors_total",
      help: "Ticks of single rollouts that failed",
      registers,
    }),
    open: new Gauge({ name: "signalbox_rollouts_open", help: "Rollouts that have not ended", registers }),
    shards: new Gauge({ name: "signalbox_lease_shards", help: "Shards of targets that this worker holds", registers }),
    databaseHere: new Gauge({
      name: "signalbox_loop_database_up",
      help: "1 while the control loop can read its database",
      registers,
    }),
    journalWaiting: new Gauge({
      name: "signalbox_journal_waiting",
      help: "Rollbacks that are done and not written to the database yet",
      registers,
    }),
    blind: new Gauge({ name: "signalbox_rollouts_blind", help: "Rollouts under traffic without numbers", registers }),
    blindSecondsMax: new Gauge({
      name: "signalbox_blind_seconds_max",
      help: "For how long the rollout that has had no numbers longest has had none",
      registers,
    }),
    safeMode: new Gauge({
      name: "signalbox_safe_mode",
      help: "1 after a restore until a person has looked: nothing is raised",
      registers,
    }),
    tickLagSeconds: new Gauge({
      name: "signalbox_tick_lag_seconds",
      help: "How late the last tick began",
      registers,
    }),
    tickSeconds: new Histogram({
      name: "signalbox_tick_seconds",
      help: "Time of one pass over one rollout",
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
  };
}

export type LoopMetrics = ReturnType<typeof createLoopMetrics>;
