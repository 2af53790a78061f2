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
