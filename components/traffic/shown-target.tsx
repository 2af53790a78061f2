import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusGlyph } from "@/components/feedback/status-glyph";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { haproxySockets } from "@/lib/traffic/contract";
import type { TargetView, TestFinding } from "@/lib/traffic/target-contract";
import { bindingName, fenceWords, holdWords, secretNames, targetKinds } from "./target-words";
import classes from "./targets.module.css";

/** Everything about a target that can be shown; the secret is not. */
export function ShownTarget({ target }: { readonly target: TargetView }): ReactNode {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <SlotsPanel target={target} />
        <TestPanel target={target} />
      </div>
      <div className={classes.column}>
        <Panel title="Connection">
          <Facts layout="rows" facts={connectionFacts(target)} />
        </Panel>
        <Panel title="Observed by" description="In order of trust: the next is asked when one is blind">
          <TelemetryList target={target} />
        </Panel>
        <Panel title="Health checks">
          <HealthFacts target={target} />
        </Panel>
      </div>
    </div>
  );
}

function SlotsPanel({ target }: { readonly target: TargetView }): ReactNode {
  return (
    <Panel title="Slots" description="A rollout moves traffic from the live slot to the other" isFlush>
      <div className={classes.pair}>
        {target.slots.map((slot) => (
          <section key={slot.slot} className={classes.half} aria-label={`Slot ${slot.slot}`}>
            <h3 className={classes.halfHead}>
              Slot {slot.slot} {slot.isLive ? <span className={classes.live}>live</span> : null}
            </h3>
            <div className={classes.version}>{slot.version ?? "Empty"}</div>
            <div className={classes.second}>
              since <Time atMs={Date.parse(slot.since)} />
            </div>
            <ul className={classes.list}>
              {membersOf(target, slot.slot).map((member) => (
                <li key={member}>{member}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
}

/** Servers where the data plane names them, else the addresses that are asked for health. */
function membersOf(target: TargetView, slot: "a" | "b"): readonly string[] {
  if (target.config.kind === "haproxy") return target.config.slots[slot];
  if (target.config.kind === "gateway_api") return [target.config.backends[slot]];
  return target.health?.urls[slot] ?? [];
}

function TestPanel({ target }: { readonly target: TargetView }): ReactNode {
  const { lastTest, testPending, lastTestedAt } = target;
  const description = lastTestedAt ? (
    <>
      <Time atMs={Date.parse(lastTestedAt)} />
      {lastTest ? `, took ${formatDuration(lastTest.tookMs)}` : ""}
    </>
  ) : undefined;
  return (
    <Panel title="Connection test" description={description} isFlush>
      {testPending ? (
        <EmptyState
          kind="nothing_yet"
          title="Testing…"
          description="The worker is trying it now, without moving a user."
        />
      ) : lastTest ? (
        <ul className={classes.findings}>
          {lastTest.findings.map((finding) => (
            <li key={finding.subject} className={classes.finding}>
              <StatusGlyph status={findingStatus(finding)} />
              <div>
                <div className={classes.subject}>
                  {finding.subject}
                  <span className="mantine-visually-hidden">{findingWords[findingStatus(finding)]}</span>
                </div>
                <div className={classes.message}>{finding.message}</div>
                {finding.remedy ? <div className={classes.remedy}>{finding.remedy}</div> : null}
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState
          kind="nothing_yet"
          title="Never tested"
          description="A test reads the split and asks the live slot for its health. No user is moved."
        />
      )}
    </Panel>
  );
}

/** What works and has a remedy all the same is a warning. */
function findingStatus({ ok, remedy }: TestFinding): "healthy" | "at_risk" | "failed" {
  if (!ok) return "failed";
  return remedy ? "at_risk" : "healthy";
}

const findingWords = { healthy: ": works", at_risk: ": works, with a warning", failed: ": does not work" } as const;

function connectionFacts(target: TargetView): readonly Fact[] {
  const { config, hasSecret, service, environment } = target;
  const mono = (text: string): ReactNode => <span className={classes.mono}>{text}</span>;
  const places: readonly Fact[] = [
    { term: "Service", value: <Link href={`/services/${service.slug}`}>{service.name}</Link> },
    { term: "Environment", value: environment.name },
    { term: "Data plane", value: targetKinds[config.kind] },
  ];
  const safety: readonly Fact[] = [
    { term: secretNames[config.kind], value: hasSecret ? "stored, never shown" : "none" },
    { term: "Stale writers", value: fenceWords(target) },
    { term: "Hold", value: holdWords(target) },
  ];
  const where = addressFacts(config).map(([term, text]): Fact => ({ term, value: mono(text) }));
  return [...places, ...where, ...safety];
}

function addressFacts(config: TargetView["config"]): readonly (readonly [term: string, text: string])[] {
  switch (config.kind) {
    case "haproxy":
      return [
        ...haproxySockets(config).map((socket, index, all): readonly [string, string] => [
          all.length === 1 ? "Socket" : `Socket ${index + 1} of ${all.length}`,
          socket,
        ]),
        ["Backend", config.backend],
      ];
    case "edge":
      return [
        ["Admin address", config.adminUrl],
        ["Name in the edge", config.service],
      ];
    case "webhook":
      return [["Address", config.url]];
    case "gateway_api":
      return [
        ["API server", config.server],
        ["HTTPRoute", `${config.namespace}/${config.route}`],
      ];
    case "argo_rollouts":
      return [
        ["API server", config.server],
        ["Rollout", `${config.namespace}/${config.rollout}`],
      ];
  }
}

function TelemetryList({ target }: { readonly target: TargetView }): ReactNode {
  if (target.telemetry.length === 0) {
    return <p className={classes.message}>No source of numbers: only health checks can speak for a version.</p>;
  }
  return (
    <Facts
      layout="rows"
      facts={target.telemetry.map((binding, index) => ({
        term: `${index + 1}. ${bindingName(binding.source, target.config.kind)}`,
        value: (
          <span className={classes.mono}>
            {selectorsInWords(binding.selectors.a) ? `a ${selectorsInWords(binding.selectors.a)}` : ""}
            {selectorsInWords(binding.selectors.b) ? ` b ${selectorsInWords(binding.selectors.b)}` : ""}
          </span>
        ),
      }))}
    />
  );
}

function selectorsInWords(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ");
}

function HealthFacts({ target }: { readonly target: TargetView }): ReactNode {
  const { health } = target;
  if (!health)
    return <p className={classes.message}>None. A version without health checks rests on its numbers alone.</p>;
  return (
    <Facts
      layout="rows"
      facts={[
        { term: "Expected status", value: `${health.expectStatus}` },
        { term: "Every", value: formatDuration(health.intervalMs) },
        { term: "Must answer within", value: formatDuration(health.timeoutMs) },
        { term: "Addresses", value: `${health.urls.a.length} in a, ${health.urls.b.length} in b` },
      ]}
    />
  );
}
