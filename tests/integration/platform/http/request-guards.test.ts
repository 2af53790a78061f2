import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOperations } from "@/lib/identity/api";
import { peerAddressHeader, stampPeerAddresses } from "@/lib/platform/http/peer-address";
import { readiness } from "@/lib/platform/http/readiness";
import { route } from "@/lib/platform/http/route";
import { setRuntime } from "@/lib/platform/runtime";
import { createEmptyDatabase, useTestDatabase } from "../../../support/database";
import { createPerson, type Person } from "../../../support/people";
import { createTestRuntime, type TestRuntime } from "../../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;
let person: Person;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  setRuntime(runtime);
  person = await createPerson(runtime, { roles: ["release_manager"] });
});
afterAll(() => runtime.close());

const here = { params: Promise.resolve({}) };
const url = "http://localhost:3000/api/v1/teams";

function createTeam(slug: string, headers: Record<string, string>): Promise<Response> {
  const sent = { "content-type": "application/json", cookie: person.cookie, host: "localhost:3000", ...headers };
  const request = new Request(url, { method: "POST", headers: sent, body: JSON.stringify({ slug, name: slug }) });
  return route(identityOperations.createTeam)(request, here);
}

describe("changes with a browser's cookie come from our own pages only (row 24)", () => {
  it.each([
    ["nothing that says where from", {}],
    ["origin null", { origin: "null" }],
    ["another origin", { origin: "https://evil.example" }],
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sibling site", { "sec-fetch-site": "same-site", origin: "http://localhost:3000" }],
  ])("%s → 403, and nothing is made", async (_what, headers: Record<string, string>) => {
    const answer = await createTeam("from-elsewhere", headers);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "cross_site_request" });
    expect(await runtime.db.team.count({ where: { slug: "from-elsewhere" } })).toBe(0);
  });

  it("our own pages → 201", async () => {
    expect((await createTeam("own-page", { "sec-fetch-site": "same-origin" })).status).toBe(201);
    expect((await createTeam("own-origin", { origin: "http://localhost:3000" })).status).toBe(201);
  });
});

describe("answers to somebody signed in (row 29)", () => {
  it("are never kept by a cache, nor given to another", async () => {
    const read = route(identityOperations.listTeams);
    const answers = [
      await read(new Request(url, { headers: { cookie: person.cookie } }), here),
      await read(new Request(url), here),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 401]);
    for (const answer of answers) expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answers[0]?.headers.get("vary")).toContain("Cookie");
  });
});

describe("who is at the other end of the socket (row 30)", () => {
  it("is noted on each request, over whatever the caller wrote", async () => {
    stampPeerAddresses();
    const takeBack = stampPeerAddresses();
    const server = createServer((request, response) => response.end(request.headers[peerAddressHeader]));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { [peerAddressHeader]: "6.6.6.6" } });
    takeBack();
    expect(await answer.text()).toBe("127.0.0.1");
    server.closeAllConnections();
    server.close();
  });
});

describe("readiness", () => {
  it("is given with all migrations, and refused without, telling strangers nothing", async () => {
    expect((await readiness(runtime)).status).toBe(200);
    const empty = await createEmptyDatabase();
    for (const databaseUrl of [empty.adminUrl, "postgres://nobody:x@127.0.0.1:1/none"]) {
      const other = createTestRuntime({ databaseUrl });
      const answer = await readiness(other);
      expect(answer.status).toBe(503);
      expect(await answer.text()).toBe('{"status":"unavailable"}');
      await other.close();
    }
    await empty.drop();
  });
});
