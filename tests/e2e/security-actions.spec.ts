import { ask, askFlight, cookieOf } from "./support/plain-requests";
import { actionId, postAction } from "./support/server-actions";
import { expect, test } from "./support/test";

/*
 * Goal: nothing that is sent to the framework's reader of actions and router states is a failure of ours, or has an effect
 * (row 26). Method: the shapes of CVE-2025-55182 and its relatives, and plain nonsense, against the started server.
 */
test.describe.configure({ mode: "parallel" });

const form = (parts: Readonly<Record<string, string>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) data.append(name, value);
  return data;
};

const badIds = [
  ...["__proto__", "constructor", "toString", "x", "", "../../x", "0".repeat(42), `7f${"f".repeat(40)}`],
  "a".repeat(5_000),
];

const badTexts = [
  ...["", "[", "null", "{}", "0", '"$1"', '["$1"]', '["$1:__proto__:then"]', '["$F1"]', '["$@0"]', '["$B1"]'],
  ...['["$Q0"]', '["$K1"]', '["$Slang"]', `["$n${"9".repeat(100_000)}"]`, '[{"then":"$1:then"}]', '{"__proto__":{}}'],
  ...[`${"[".repeat(50_000)}${"]".repeat(50_000)}`, `[${'"$0",'.repeat(1_000)}1]`, "\u0000\uffff"],
];

const badForms = (id: string): readonly Record<string, string>[] => [
  { "0": '["$1:__proto__:then"]', "1": "{}" },
  {
    "0": '{"then":"$1:__proto__:then","status":"resolved_model","reason":-1,"value":"{\\"then\\":\\"$B1337\\"}","_response":{"_prefix":"process.exit(1);","_chunks":"$Q2","_formData":{"get":"$1:constructor:constructor"}}}',
    "1": '"$@0"',
    "2": "[]",
  },
  { "0": '["$F1"]', "1": `{"id":"${id}","bound":"$@2"}`, "2": '["$2:constructor"]' },
  { "0": '["$Q1"]', "1": '[["a"]]' },
  { __proto__x: "x", constructor: "x" },
  { "0": "$0" },
  { "1": "no root" },
  { [`$ACTION_ID_${id}`]: "" },
  { $ACTION_REF_1: "", "$ACTION_1:0": `{"id":"${id}","bound":"$@1"}`, "$ACTION_1:1": '["$1:__proto__:x"]' },
  {},
];

test("malformed actions are the sender's mistake, and the server goes on (row 26)", async ({ world, api }) => {
  test.setTimeout(120_000);
  const page = "/settings/teams";
  const id = actionId("app/(console)/settings/teams/actions.ts", "createTeam");
  const cookie = cookieOf(world, "admin");
  const slug = `after-nonsense-${Date.now().toString(36)}`;
  const sent: [string, Promise<Response>][] = [];
  const send = (what: string, answer: Promise<Response>): void => void sent.push([what, answer]);
  for (const bad of badIds) send(`id ${bad}`, postAction(world, { page, id: bad, cookie, body: "[]" }));
  for (const body of badTexts) send(`text ${body}`, postAction(world, { page, id, cookie, body }));
  for (const parts of badForms(id)) {
    const body = form(parts);
    send(`form ${JSON.stringify(parts)}`, postAction(world, { page, id, cookie, body }));
    send(
      `form without an id ${JSON.stringify(parts)}`,
      ask(world, page, { cookie, origin: world.baseUrl }, { method: "POST", body }),
    );
  }
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  for (const body of ['--x\r\nContent-Disposition: form-data; name="0"\r\n\r\n[', "--x--", ""]) {
    send(`broken parts ${body}`, postAction(world, { page, id, cookie, body, headers: multipart }));
  }
  send("too much", postAction(world, { page, id, cookie, body: `["${"x".repeat(2_000_000)}"]` }));
  for (const [what, answer] of sent) {
    const { status } = await answer;
    expect(status, what.slice(0, 100)).toBeGreaterThanOrEqual(400);
    expect(status, what.slice(0, 100)).toBeLessThan(500);
  }
  const body = JSON.stringify([{ slug, name: "After nonsense" }]);
  const good = await postAction(world, { page, id, cookie, body });
  expect([good.status, await good.text()]).toEqual([200, expect.stringContaining('"ok":true')]);
  const { items } = await api.get<{ items: { slug: string }[] }>("/teams?limit=100");
  expect(items.map((team) => team.slug)).toContain(slug);
  expect((await ask(world, "/api/health/ready")).status).toBe(200);
});

test("router states that nobody can read get the whole page (row 26)", async ({ world }) => {
  const encoded = (state: unknown): string => encodeURIComponent(JSON.stringify(state));
  for (const headers of [
    { "next-router-state-tree": "garbage" },
    { "next-router-state-tree": "%ff" },
    { "next-router-state-tree": encoded({}) },
    { "next-router-state-tree": encoded(["__proto__", { constructor: 1 }, null, "refetch"]) },
    { "next-router-state-tree": encodeURIComponent("[".repeat(2_000)) },
    { "next-router-prefetch": "1", "next-router-segment-prefetch": "../../x" },
    { "next-router-prefetch": "9" },
    { "next-url": "%%%" },
    { "next-resume": "1" },
  ] as Record<string, string>[]) {
    const sent = { ...headers, cookie: cookieOf(world, "admin") };
    expect((await ask(world, "/services", sent)).status, JSON.stringify(headers)).toBe(200);
    expect((await askFlight(world, "/services", sent)).status, JSON.stringify(headers)).toBe(200);
  }
});
