import { Counter, Histogram, type Registry } from "prom-client";
import type { ReadBatch } from "./read-deliveries";

/** The intake loop's own numbers. */
export interface IntakeMetrics {
  read(batch: ReadBatch, tookMs: number): void;
  projected(subjects: number, tookMs: number): void;
}

/** Count on `registry`: deliveries, facts, subjects, and how long batches take in seconds. */
export function createIntakeMetrics(registry: Registry): IntakeMetrics {
  const registers = [registry];
  const deliveries = new Counter({ name: "signalbox_intake_deliveries_total", help: "Deliveries read", registers });
  const facts = new Counter({ name: "signalbox_intake_facts_total", help: "Facts that deliveries said", registers });
  const subjects = new Counter({ name: "signalbox_intake_subjects_total", help: "Subjects projected", registers });
  const batches = new Histogram({
    name: "signalbox_intake_batch_seconds",
    help: "How long one batch took",
    labelNames: ["part"],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    read(batch, tookMs) {
      deliveries.inc(batch.deliveries);
      facts.inc(batch.facts);
      batches.observe({ part: "read" }, tookMs / 1_000);
    },
    projected(count, tookMs) {
      subjects.inc(count);
      batches.observe({ part: "project" }, tookMs / 1_000);
    },
  };
}
