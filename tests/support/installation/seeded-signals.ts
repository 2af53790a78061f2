import { until } from "../until";
import type { ProductApi } from "./product-api";

/** An event source that was heard, with a name that means nothing here and a body that nobody can read. Answers its slug. */
export async function seedSignals(api: ProductApi, service: string): Promise<string> {
  const slug = "delivery-pipeline";
  const { secret } = await api.post<{ secret: string }>("/signal-sources", {
    slug,
    name: "Delivery pipeline",
    kind: "push",
  });
  const deployment = (n: number, fields: object): string =>
    JSON.stringify({
      signals: [
        {
          kind: "deployment",
          id: `run-${n}`,
          progress: "succeeded",
          occurredAt: new Date(Date.now() - (20 - n) * 60_000).toISOString(),
          service,
          environment: "staging",
          version: `0.${n}.0`,
          ...fields,
        },
      ],
    });
  const bodies = [
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => deployment(n, {})),
    deployment(8, { environment: "eu-west-1/staging" }),
    '{"signals":[{"kind":"deployment","progress":"done"}]}',
  ];
  for (const body of bodies) {
    const answer = await fetch(`${api.baseUrl}/api/webhooks/${slug}`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body,
    });
    if (answer.status !== 202) throw new Error(`a signal was not taken: ${answer.status} ${await answer.text()}`);
  }
  await until("the signals are read", async () => {
    const health = await api.get<{ counts: { waiting: number; parsed: number } }>(`/signal-sources/${slug}/health`);
    return health.counts.waiting === 0 && health.counts.parsed > 0;
  });
  return slug;
const source = "signals-main";
const secret = "a-secret-of-the-seeded-signals";

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

/** A version that a pipeline deployed and an incident that followed, told over the door for signals. */
export async function seedSignals(
  api: ProductApi,
  service: string,
): Promise<{ readonly deploymentId: string; readonly incidentId: string }> {
  await api.post("/signal-sources", { slug: source, name: "Pipelines and incidents", kind: "push", secret });
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const deployment = {
    ...{ kind: "deployment", id: "seeded", service, environment: "production", version: "1.9.0-seeded" },
    ...{ commitSha: "5eed".repeat(10), changeOwner: "Noor Haddad", ticketKey: "CHG0007", by: "delivery pipeline" },
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
    incidentId: await until("the incident", first("/incidents"), { deadlineMs: 30_000 }),
  };
}
