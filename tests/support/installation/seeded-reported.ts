import { until } from "../until";
import type { ProductApi } from "./product-api";

const source = "incident-desk";
const secret = "a-secret-of-the-seeded-signals";

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

/** A version that a pipeline deployed and an incident that followed, told over the door for signals. */
export async function seedReported(
  api: ProductApi,
  service: string,
): Promise<{ readonly deploymentId: string; readonly incidentId: string; readonly runId: string }> {
  await api.post("/signal-sources", { slug: source, name: "Pipelines and incidents", kind: "push", secret });
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const deployment = {
    ...{ kind: "deployment", id: "seeded", service, environment: "production", version: "1.9.0-seeded" },
    ...{
      commitSha: "5eed".repeat(10),
      runId: "seeded-run",
      changeOwner: "Noor Haddad",
      ticketKey: "CHG0007",
      by: "delivery pipeline",
    },
  };
  const run = {
    ...{ kind: "pipeline_run", id: "seeded-run", name: "deliver", service, branch: "main" },
    ...{ version: "1.9.0-seeded", commitSha: "5eed".repeat(10) },
  };
  const stage = (name: string, of: string, from: number, to: number) => {
    const head = { kind: "pipeline_stage", id: "seeded-run", stageKey: name, name, stage: of };
    return [
      { ...head, progress: "running", occurredAt: minutesAgo(from) },
      { ...head, progress: "succeeded", occurredAt: minutesAgo(to) },
    ];
  };
  const incident = {
    kind: "incident",
    key: "INC0042",
    title: "Checkout answers slowly",
    service,
    environment: "production",
  };
  const answer = await fetch(`${api.baseUrl}/api/webhooks/${source}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({
      signals: [
        { ...run, progress: "running", occurredAt: minutesAgo(2_020) },
        ...stage("Compile and package", "build", 2_020, 2_016),
        ...stage("Integration tests against a copy of the data", "test", 2_015, 2_004),
        ...stage("Deploy to production", "deploy", 2_000, 1_995),
        { ...run, progress: "succeeded", occurredAt: minutesAgo(1_994) },
        { ...deployment, progress: "running", occurredAt: minutesAgo(2_000) },
        { ...deployment, progress: "succeeded", occurredAt: minutesAgo(1_995) },
        { ...incident, what: "triggered", severity: "high", occurredAt: minutesAgo(1_990) },
        { ...incident, what: "acknowledged", by: "Noor Haddad", occurredAt: minutesAgo(1_985) },
        { ...incident, what: "resolved", occurredAt: minutesAgo(1_960) },
      ],
    }),
  });
  if (!answer.ok) throw new Error(`the door for signals answered ${answer.status}: ${await answer.text()}`);
  const first = (path: string) => async (): Promise<string | null> =>
    (await api.get<Listed>(path)).items[0]?.id ?? null;
  return {
    deploymentId: await until("the deployment of a pipeline", first("/deployments?origin=pipeline"), {
      deadlineMs: 30_000,
    }),
    runId: await until("the run of a pipeline", first("/pipeline-runs"), { deadlineMs: 30_000 }),
    incidentId: await until("the incident", first("/incidents"), { deadlineMs: 30_000 }),
  };
}
