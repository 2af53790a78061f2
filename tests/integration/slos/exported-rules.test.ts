import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { exportObjectives } from "@/lib/slos/use-cases/export-objectives";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createProduction, threeNines } from "@/tests/support/measured-services";

/** Goal: exported Prometheus rules are rules to Prometheus itself, and alert when the SRE workbook's arithmetic says. */

setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const admin = callAs("admin");
const promtool = (...args: string[]) => promisify(execFile)("promtool", args);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "signalbox-rules-"));
  await createProduction();
  await createService.run({ slug: "checkout", name: "Checkout", tier: 1 }, admin);
  const config = {
    kind: "prometheus",
    url: "http://127.0.0.1:9090",
    labels: { service: "service", version: "version" },
  } as const;
  await createSource.run({ slug: "main", name: "Main", config }, admin);
  await createTarget.run(
    {
      service: "checkout",
      environment: "production",
      config: { kind: "haproxy", socket: "/run/haproxy.sock", backend: "checkout", slots: { a: ["a"], b: ["b"] } },
      telemetry: [{ source: "main", selectors: { a: {}, b: {} } }],
      live: { slot: "a", version: "1.0.0" },
    },
    admin,
  );
  const place = { service: "checkout", environment: "production" } as const;
  const answers = { slug: "answers", name: 'Checkout "answers"', ...place, definition: threeNines };
  await createObjective.run(answers, admin);
  const fast = { ...threeNines, sli: { kind: "latency", thresholdMs: 300 }, targetPercent: "99" } as const;
  await createObjective.run({ slug: "fast", name: "Checkout is fast", ...place, definition: fast }, admin);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rulesFile(): Promise<string> {
  const { text, count, notes } = await exportObjectives.run({ format: "prometheus" }, admin);
  expect({ count, notes }).toEqual({ count: 2, notes: [] });
  const file = path.join(folder, "rules.yaml");
  await writeFile(file, text);
  return file;
}

describe("exported rules", () => {
  it("pass promtool", async () => {
    const { stdout } = await promtool("check", "rules", await rulesFile());
    // Seven windows, four counts, the target, four alerts; twice.
    expect(stdout).toContain("32 rules found");
  });

  it("alert on 15 % errors from the sixth minute on, as the workbook's table says, and on no steady 0.05 %", async () => {
    await rulesFile();
    const series = (code: string, values: string) => ({
      series: `http_requests_total{service="checkout",version="1.0.0",code="${code}"}`,
      values,
    });
    // More than a day without errors, then 15 of 100 fail.
    const outage = [series("200", "0+100x1600 160085+85x29"), series("500", "0x1600 15+15x29")];
    const steady = [series("200", "0+1999x90"), series("500", "0+1x90")];
    const pageAt = (eval_time: string, isFiring: boolean) => ({
      eval_time,
      alertname: "SloBudgetBurn",
      exp_alerts: isFiring
        ? [
            {
              exp_labels: {
                slo: "answers",
                service: "checkout",
                environment: "production",
                severity: "page",
                window: "1h",
              },
              exp_annotations: { summary: 'Checkout "answers" spends its error budget 14.4 times too fast' },
            },
          ]
        : [],
    });
    const tests = {
      rule_files: ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        { interval: "1m", input_series: outage, alert_rule_test: [pageAt("1605m", false), pageAt("1606m", true)] },
        { interval: "1m", input_series: steady, alert_rule_test: [pageAt("90m", false)] },
      ],
    };
    const file = path.join(folder, "tests.yaml");
    await writeFile(file, JSON.stringify(tests));
    const { stdout } = await promtool("test", "rules", file);
    expect(stdout).toContain("SUCCESS");
  });

  it("as Sloth have its form, with what Sloth cannot say beside them", async () => {
    const { text, notes } = await exportObjectives.run({ format: "sloth" }, admin);
    const spec = parse(text) as {
      version: string;
      service: string;
      slos: { sli: { events: Record<string, string> } }[];
    };
    expect(spec).toMatchObject({ version: "prometheus/v1", service: "checkout" });
    for (const slo of spec.slos)
      for (const query of Object.values(slo.sli.events)) expect(query).toContain("[{{.window}}]");
    expect(notes.map(({ objective, path: at, isOmitted }) => [objective, at, isOmitted])).toEqual([
      ["answers", "definition.alerting.minRequests", false],
      ["fast", "definition.alerting.minRequests", false],
    ]);
  });
});
