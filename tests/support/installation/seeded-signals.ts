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
}
