import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import type { ProductApi } from "@/tests/support/installation/product-api";
import { standingPlan } from "@/tests/support/installation/seeded-releases";
import { signInByHttp } from "@/tests/support/installation/sign-in-by-http";
import type { Examples, World } from "@/tests/support/installation/world";
import { ask } from "./plain-requests";

/** Texts for fields of one line, at most 60 characters, so that they fit everywhere. `hacked()` tells on whoever runs it. */
export const hostileNames = {
  markup: `</script><script>hacked()</script><svg onload=hacked()>"'`,
  words: `\u202Eevil\u202C null 🧨 {{7*7}}\${7*7} '; drop table team;--WWWWWW`,
} as const;

/** For longer fields: everything at once, and a word that no line holds. */
export const everything = [
  hostileNames.markup,
  hostileNames.words,
  `javascript:hacked()//--></style><img src=x onerror=hacked()> [x](javascript:hacked()) data:text/html,<script>hacked()</script>`,
  `"} or vector(0) # ; disable server be_shop/a1 \\ %00 %s undefined NaN __proto__ constructor ' or '1'='1`,
  "👩‍👩‍👧‍👦 Z͑͗a̴l̵g̷o ﷽ \u2066isolated\u2069 \u200b",
  "W".repeat(300),
].join(" ");

/** Of a metric source: an expression that ends in markup and in PromQL. */
export const hostileRegex = `5..|"}<b>hacked</b>{{x}} or vector(0)`;

const { markup, words } = hostileNames;

/** Secrets of these things: none of them may stand in a page. */
export interface Canaries {
  readonly targetSecret: string;
  readonly sourceToken: string;
  readonly apiToken: string;
  readonly password: string;
  readonly sessionCookie: string;
}

export interface HostileThings {
  /** Cookie header of the administrator with the hostile name, whose browser has one, too. */
  readonly cookie: string;
  readonly examples: Examples;
  readonly canaries: Canaries;
  readonly targetUrl: string;
}

interface Making {
  readonly slug: string;
  /** A receiver that plays the data plane. */
  readonly receiverUrl: string;
  readonly receiverSecret: string;
}

/** One of each thing that people and machines can name, through the doors that they use. */
export async function makeHostileThings(world: World, api: ProductApi, making: Making): Promise<HostileThings> {
  const { slug, receiverSecret } = making;
  const password = `canary of ${slug} in a password`;
  const user = await api.post<{ user: { id: string } }>("/users", {
    email: `${slug}@residents.example`,
    name: markup,
    password,
    roles: ["admin"],
  });
  await api.post("/teams", { slug, name: words, memberIds: [user.user.id] });
  await api.post("/environments", { slug, name: words, kind: "testing", rank: 900 });
  const service = { slug, name: markup, description: everything, tier: 3, ownerTeam: slug };
  await api.post("/services", { ...service, repositoryUrl: "https://example.org/?q=%22%3E<script>hacked()</script>" });
  const sourceToken = `canary-source-${slug}-0123456789`;
  const source = await api.post<{ id: string }>("/metric-sources", {
    slug,
    name: markup,
    config: {
      kind: "prometheus",
      url: world.prometheusUrl,
      absentSlot: "zero_when_up",
      errorSelector: { label: "code", regex: hostileRegex },
    },
    secret: sourceToken,
  });
  const targetUrl = `${making.receiverUrl}?q="'><script>hacked()</script>{{7*7}}#javascript:hacked()`;
  const target = await api.post<{ id: string }>("/targets", {
    service: slug,
    environment: slug,
    config: { kind: "webhook", url: targetUrl },
    secret: receiverSecret,
    telemetry: [{ source: slug, selectors: { a: { slot: markup }, b: { slot: words } } }],
    live: { slot: "a", version: "1.0.0" },
  });
  const metric = { id: "hostile", sourceId: source.id, query: everything, failWhen: "above", limit: 1 };
  const triggers = { metrics: [metric] };
  const plan = { ...defaultPlans.canary, triggers: { ...defaultPlans.canary.triggers, ...triggers } };
  await api.post("/templates", { slug, name: words, description: everything, ownerTeam: slug, plan });
  await api.put(`/services/${slug}/policy`, { template: slug, overrides: { warmMs: 1_000 }, revision: 0 });
  await makePast(api, making);
  const rollout = await api.post<{ id: string }>("/rollouts", {
    service: slug,
    environment: slug,
    version: "2.0.0",
    reason: everything,
    overrides: standingPlan(10),
  });
  await api.post(`/rollouts/${rollout.id}/abort`, { reason: everything });
  const userAgent = "<script>hacked()</script> {{7*7}} Chrome/1";
  const cookie = await signInByHttp(world, { email: `${slug}@residents.example`, password, userAgent });
  const session = /signalbox\.session=([^;]+)/.exec(cookie)?.[1] ?? "";
  return {
    cookie,
    targetUrl,
    canaries: {
      targetSecret: receiverSecret,
      sourceToken,
      apiToken: await makeToken(world, cookie),
      password,
      sessionCookie: session,
    },
    examples: {
      ...world.examples,
      service: slug,
      template: slug,
      source: slug,
      targetId: target.id,
      userId: user.user.id,
      inFlightId: rollout.id,
      rolledBackId: rollout.id,
      completedId: rollout.id,
    },
  };
}

/** A window to come, and a deployment of another system. */
async function makePast(api: ProductApi, { slug }: Making): Promise<void> {
  const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const place = { environment: slug, service: slug };
  await api.post("/windows", {
    kind: "blackout",
    name: words,
    ...place,
    startsAt: daysFromNow(5),
    endsAt: daysFromNow(6),
  });
  await api.post("/deployments/import", {
    rows: [
      {
        ...place,
        version: "0.9.0",
        startedAt: daysFromNow(-2),
        finishedAt: daysFromNow(-1),
        startedBy: words,
        externalRef: `${slug} ${markup}`,
      },
    ],
  });
}

/** A person's API token; tokens make none. */
async function makeToken(world: World, cookie: string): Promise<string> {
  const answer = await ask(
    world,
    "/api/v1/tokens",
    { cookie, "sec-fetch-site": "same-origin", "content-type": "application/json" },
    { method: "POST", body: JSON.stringify({ name: words, scopes: ["catalog:read"] }) },
  );
  const { token } = (await answer.json()) as { token?: string };
  if (!token) throw new Error(`making a token answered ${answer.status}`);
  return token;
}
