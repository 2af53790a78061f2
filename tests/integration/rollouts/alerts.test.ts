import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { shardCount } from "@/lib/rollouts/domain/lease";
import { createLoopMetrics } from "@/lib/rollouts/loop/loop-metrics";

/** Goal: alarms ring when they should, about metrics that there are, and tell people what to do. */

const rules = readFileSync("deploy/prometheus-rules.yml", "utf8");
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? "");

it("rings when it should, by Prometheus' own test of rules", () => {
  const output = execFileSync("promtool", ["test", "rules", "deploy/prometheus-rules.test.yml"], { encoding: "utf8" });
  expect(output).toContain("SUCCESS");
});

it("asks for metrics that a worker has", () => {
  const registry = new Registry();
  createLoopMetrics(registry);
  const known = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  const asked = [...rules.matchAll(/signalbox_[a-z_]+/g)].map(([name]) => name);
  expect(asked.length).toBeGreaterThanOrEqual(alerts.length);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

it("misses a shard of those that there are", () => {
  expect(rules).toContain(`(sum(signalbox_lease_shards) or vector(0)) < ${shardCount}`);
});

it("has a runbook for each alarm, and no runbook for none", () => {
  const headings = [...readFileSync("docs/operations.md", "utf8").matchAll(/^#### (Signalbox\w+)$/gm)];
  expect(headings.map(([, name]) => name).toSorted()).toEqual(alerts.toSorted());
  for (const name of alerts) expect(rules).toContain(`runbook: docs/operations.md#${name.toLowerCase()}`);
});
