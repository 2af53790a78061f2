import type { Browser, Page } from "@playwright/test";
import { type PageVisit, pageVisits } from "@/tests/support/installation/page-catalogue";
import type { World } from "@/tests/support/installation/world";
import { startWebhookReceiver, type WebhookReceiver } from "@/tests/support/webhook-receiver";
import {
  everything,
  type HostileThings,
  hostileNames,
  hostileRegex,
  makeHostileThings,
} from "./support/hostile-things";
import { ask, askFlight, cookieOf } from "./support/plain-requests";
import { expect, test } from "./support/test";

/*
 * Goal: whatever strangers manage to write into the product stays text, and what the product keeps secret stays in it:
 * rows 27, 31, 34 and 35 of docs/security-checks.md.
 * Method: one of each thing with hostile text in every free field and a canary in every secret one, made through the API;
 * then every page of the catalogue, read as HTML and as Flight, and opened in a browser where something of these things is on it.
 */
const targetSecret = "canary-target-0123456789abcdef";
let receiver: WebhookReceiver;
let things: HostileThings;

test.beforeAll(async ({ world, api }) => {
  const slot = (sharePercent: number) => ({ sharePercent, serversTotal: 1, serversUp: 1, closed: sharePercent === 0 });
  receiver = await startWebhookReceiver({
    secret: targetSecret,
    apply: () => null,
    state: () => ({ incarnation: "one", acceptedEpoch: null, slots: { a: slot(100), b: slot(0) } }),
  });
  const slug = `zz-hostile-${Date.now().toString(36)}`;
  const made = { slug, receiverUrl: receiver.url, receiverSecret: targetSecret };
  things = await makeHostileThings(world, api, made);
});
test.afterAll(() => receiver?.close());

/** What must stand on a page as it was written. Pages that are not named here are looked at where something of these things is on them. */
const shown: Readonly<Record<string, () => readonly string[]>> = {
  account: () => [hostileNames.markup],
  audit: () => [hostileNames.markup],
  calendar: () => [hostileNames.words],
  deployments: () => [hostileNames.markup, hostileNames.words],
  environments: () => [hostileNames.words],
  "rollout-in-flight": () => [hostileNames.markup, everything],
  services: () => [hostileNames.markup],
  service: () => [hostileNames.markup, everything],
  "service-edit": () => [hostileNames.markup, everything],
  teams: () => [hostileNames.words],
  tokens: () => [hostileNames.words],
  user: () => [hostileNames.markup],
  sources: () => [hostileNames.markup],
  source: () => [hostileNames.markup, hostileRegex],
  "source-edit": () => [hostileNames.markup, hostileRegex],
  targets: () => [things.targetUrl],
  target: () => [things.targetUrl, hostileNames.markup, hostileNames.words],
  "target-edit": () => [things.targetUrl, hostileNames.markup, hostileNames.words],
  templates: () => [hostileNames.words],
  template: () => [hostileNames.words, everything],
};

/** Every page of the catalogue about these things, each address once. */
async function visitsOf(world: World): Promise<readonly PageVisit[]> {
  const all = await pageVisits({ ...world, examples: things.examples });
  const own = all.map((visit) =>
    visit.name === "audit" ? { ...visit, path: `/audit?actor=${things.examples.userId}` } : visit,
  );
  return own.filter(({ path }, index) => own.findIndex((other) => other.path === path) === index);
}

interface PageAsHtml {
  readonly visit: PageVisit;
  readonly status: number;
  readonly policy: string;
  readonly html: string;
}

let asHtml: PageAsHtml[] | undefined;

/** Every page, asked for once: two tests look through the answers. */
async function pagesAsHtml(world: World): Promise<readonly PageAsHtml[]> {
  if (asHtml) return asHtml;
  const pages: PageAsHtml[] = [];
  for (const visit of await visitsOf(world)) {
    const answer = await ask(world, visit.path, cookieFor(visit));
    const policy = answer.headers.get("content-security-policy") ?? "";
    pages.push({ visit, status: answer.status, policy, html: await answer.text() });
  }
  asHtml = pages;
  return pages;
}

const cookieFor = (visit: PageVisit): Record<string, string> => (visit.as === null ? {} : { cookie: things.cookie });

/**
 * Pages that are sent with something of these things. Asked for by somebody with a plain name: the hostile one stands above every page, and
 * would make each a page with words.
 */
async function visitsWithWords(world: World): Promise<readonly PageVisit[]> {
  const words = [things.examples.service, "hacked()", "evil"];
  const found: PageVisit[] = [];
  for (const visit of await visitsOf(world)) {
    if (visit.as === null) continue;
    const answer = await ask(world, visit.path, { cookie: cookieOf(world, "admin") });
    const html = await answer.text();
    if (Object.hasOwn(shown, visit.name) || words.some((word) => html.includes(word))) found.push(visit);
  }
  expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(shown)));
  return found;
}

/** A page of the person with the hostile name, on which `hacked()` leaves a mark. */
async function openBrowser(browser: Browser, world: World): Promise<Page> {
  const context = await browser.newContext({ baseURL: world.baseUrl, viewport: { width: 1440, height: 900 } });
  await context.addCookies(
    things.cookie.split("; ").map((pair) => {
      const [name = ""] = pair.split("=");
      return { name, value: pair.slice(name.length + 1), url: world.baseUrl };
    }),
  );
  await context.addInitScript(() => {
    Object.assign(window, { hacked: () => document.documentElement.setAttribute("data-was-hacked", "") });
  });
  return context.newPage();
}

/** What a person can read on the page, in fields as well, and what about the document is wrong. */
function readPage(page: Page) {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const script of copy.querySelectorAll("script, style")) script.remove();
    const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map(({ value }) => value);
    const all = [...document.querySelectorAll("*")];
    return {
      text: [copy.textContent, ...fields].join("\n"),
      handlers: all.flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith("on"))),
      links: [...document.querySelectorAll<HTMLAnchorElement>("a[href]")]
        .filter(({ protocol }) => protocol !== "http:" && protocol !== "https:")
        .map(({ href }) => href),
      wasHacked: document.documentElement.hasAttribute("data-was-hacked"),
    };
  });
}

async function problemsOf(page: Page, visit: PageVisit): Promise<string[]> {
  const problems: string[] = [];
  const note = (what: string): void => void problems.push(`${visit.name}: ${what}`);
  const answer = await page.goto(visit.path);
  if (!answer?.ok()) note(`answered ${answer?.status()}`);
  await expect(page.locator("h1")).toBeVisible();
  for (const text of shown[visit.name]?.() ?? []) {
    await expect(
      async () => expect((await readPage(page)).text).toContain(text),
      `${visit.name} shows ${text}`,
    ).toPass();
  }
  const { handlers, links, wasHacked } = await readPage(page);
  if (wasHacked) note("ran what was written into it");
  if (handlers.length > 0) note(`has inline handlers: ${handlers.join(", ")}`);
  if (links.length > 0) note(`has links to follow by nobody: ${links.join(", ")}`);
  // As it came, and then in the other width: the next page comes in that one.
  const came = page.viewportSize()?.width;
  for (const width of came === 390 ? [390, 1440] : [1440, 390]) {
    if (width !== came) await page.setViewportSize({ width, height: 900 });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (sideways > 0) note(`${width}: ${sideways} px wider than the window`);
  }
  return problems;
}

test("hostile text is shown as it was written, on every page that has it, and does nothing (rows 34 and 35)", async ({
  browser,
  world,
}) => {
  test.setTimeout(300_000);
  const page = await openBrowser(browser, world);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error}`));
  page.on("dialog", (dialog) => problems.push(`${page.url()}: a dialog says ${dialog.message()}`));
  page.on("console", (message) => {
    if (/Content Security Policy|Hydration|Minified React error/.test(message.text())) problems.push(message.text());
  });
  const visits = await visitsWithWords(world);
  for (const visit of visits) problems.push(...(await problemsOf(page, visit)));
  await page.context().close();
  expect(problems).toEqual([]);
});

test("markup that gets into a page all the same does not run (row 31)", async ({ browser, world }) => {
  const page = await openBrowser(browser, world);
  await page.goto("/account");
  await expect(page.locator("h1")).toBeVisible();
  const refused = await page.evaluate(async () => {
    const kinds: string[] = [];
    const enough = new Promise<void>((resolve) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
        kinds.push(effectiveDirective);
        if (kinds.length === 2) resolve();
      });
    });
    const holder = document.createElement("div");
    document.body.append(holder);
    holder.innerHTML = '<img src="data:," onerror="hacked()"><a href="javascript:hacked()">go</a>';
    holder.querySelector("a")?.click();
    await enough;
    return kinds.toSorted();
  });
  expect(refused).toEqual(["script-src-attr", "script-src-elem"]);
  expect((await readPage(page)).wasHacked).toBe(false);
  await page.context().close();
});

test("every script and style sheet of every page has the nonce of its own answer (row 31)", async ({ world }) => {
  const nonces = new Set<string>();
  const visits = await visitsOf(world);
  for (const { visit, status, policy, html } of await pagesAsHtml(world)) {
    const nonce = /'nonce-([A-Za-z0-9+/]{24})'/.exec(policy)?.[1] ?? "";
    const tags = html.match(/<(?:script|style)\b[^>]*>/g) ?? [];
    expect(status, visit.path).toBe(200);
    expect(tags.length, visit.path).toBeGreaterThan(5);
    expect(
      tags.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      visit.path,
    ).toEqual([]);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(visits.length);
});

test("no page holds a secret, as HTML or as Flight, nor does an answer of the API (row 27)", async ({ world }) => {
  const secrets = { ...things.canaries, bootstrapToken: world.token };
  const found: string[] = [];
  const lookThrough = (where: string, status: number, text: string): void => {
    expect(status, where).toBe(200);
    for (const [kind, secret] of Object.entries(secrets)) if (text.includes(secret)) found.push(`${where}: ${kind}`);
  };
  const look = async (where: string, answer: Response): Promise<string> => {
    const text = await answer.text();
    lookThrough(where, answer.status, text);
    return text;
  };
  for (const { visit, status, html } of await pagesAsHtml(world)) {
    lookThrough(`${visit.path} as HTML`, status, html);
    const flight = await look(`${visit.path} as Flight`, await askFlight(world, visit.path, cookieFor(visit)));
    // What is looked through is the page itself, and not an error or a way elsewhere.
    if (visit.name === "target") for (const text of [html, flight]) expect(text).toContain(things.examples.targetId);
  }
  for (const path of ["targets", "metric-sources", "users", "tokens", "sessions", "audit?limit=100", "me"]) {
    await look(`/api/v1/${path}`, await ask(world, `/api/v1/${path}`, { cookie: things.cookie }));
  }
  expect(found).toEqual([]);
});

test("no field takes an address that a click would run (row 35)", async ({ world }) => {
  const { service, targetId, source } = things.examples;
  const dead = [
    "javascript:hacked()",
    "data:text/html,<script>hacked()</script>",
    "vbscript:x",
    " javascript:hacked()",
  ];
  const send = (path: string, body: object) =>
    ask(
      world,
      `/api/v1/${path}`,
      { authorization: `Bearer ${world.token}`, "content-type": "application/json" },
      { method: "PATCH", body: JSON.stringify({ revision: 1, ...body }) },
    );
  for (const url of dead) {
    for (const [path, body] of [
      [`services/${service}`, { repositoryUrl: url }],
      [`targets/${targetId}`, { config: { kind: "webhook", url } }],
      [`targets/${targetId}`, { config: { kind: "edge", adminUrl: url, service: "shop" } }],
      [`targets/${targetId}`, { health: { urls: { a: [url], b: ["http://127.0.0.1:8080/"] } } }],
      [`metric-sources/${source}`, { config: { kind: "prometheus", url } }],
      [`metric-sources/${source}`, { config: { kind: "http_json", url } }],
    ] as const) {
      const answer = await send(path, body);
      expect(answer.status, `${path} ${JSON.stringify(body)}`).toBe(400);
      expect(JSON.stringify(await answer.json()), path).toMatch(/[uU]rl/);
    }
  }
});
