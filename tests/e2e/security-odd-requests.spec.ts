import { bestOf, tookMs } from "@/tests/support/best-of";
import { residentOf } from "@/tests/support/installation/residents";
import { signInByHttp } from "@/tests/support/installation/sign-in-by-http";
import type { World } from "@/tests/support/installation/world";
import { ask, cookieOf } from "./support/plain-requests";
import { expect, test } from "./support/test";

/* Goal: odd input is never a failure of ours, and a session that was ended is ended everywhere, as plain requests see it. */
test.describe.configure({ mode: "parallel" });

test.describe("odd addresses and parameters (rows 67 and 73)", () => {
  test("are never a failure of ours, and show nothing of how we are made", async ({ world }) => {
    const cookie = cookieOf(world, "admin");
    const odd = [
      "%00",
      "a%00b",
      "%F0%9F%92%A5",
      "..%2f..%2fetc",
      "%ff",
      "'%20or%20'1'='1",
      "x".repeat(300),
      "__proto__",
      "constructor",
    ];
    for (const base of [
      "/services/",
      "/rollouts/",
      "/settings/users/",
      "/templates/",
      "/api/v1/services/",
      "/api/v1/rollouts/",
    ]) {
      for (const one of odd) await expectHarmless(world, base + one, cookie);
    }
    const query = [
      "?page=1&page=2",
      "?q=%00",
      "?cursor=zzz",
      "?limit=-1",
      "?__proto__[a]=1",
      "?tier[]=1&tier=2",
      `?q=${"x".repeat(5_000)}`,
    ];
    for (const page of [
      "/services",
      "/audit",
      "/deployments",
      "/rollouts",
      "/calendar",
      "/settings/users",
      "/sign-in",
      "/setup",
      "/no-access",
    ]) {
      for (const one of query) await expectHarmless(world, page + one, cookie);
    }
  });
});

async function expectHarmless(world: World, path: string, cookie: string): Promise<void> {
  const answer = await ask(world, path, { cookie });
  const text = await answer.text();
  expect(answer.status, `${path.slice(0, 80)} → ${answer.status}`).toBeLessThan(500);
  expect(text, path.slice(0, 80)).not.toMatch(/\bat \w+ \(|node_modules\/|PrismaClient|select .* from |ECONNREFUSED/);
}

test.describe("sessions over HTTP (rows 7, 9 and 18)", () => {
  test("a disabled person's stream ends within two seconds, and the cookie opens nothing any more", async ({
    world,
    api,
  }) => {
    const { password } = residentOf("viewer");
    const endedMs = await bestOf(2_000, async () => {
      const email = `soon-gone-${Date.now()}@residents.example`;
      const person = { email, name: "Soon Gone", password, roles: ["sre"] };
      const { user } = await api.post<{ user: { id: string } }>("/users", person);
      const cookie = await signInByHttp(world, { email, password });
      expect((await ask(world, "/api/v1/me", { cookie })).status).toBe(200);
      expect((await ask(world, "/services", { cookie })).status).toBe(200);
      const stream = await ask(world, "/api/stream", { cookie });
      expect(stream.status).toBe(200);
      const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const passedMs = await tookMs(async () => {
        await api.post(`/users/${user.id}/disable`, {});
        for (;;) if ((await reader.read()).done) break;
      });
      expect((await ask(world, "/api/v1/me", { cookie })).status).toBe(401);
      expect((await ask(world, "/services", { cookie })).status).toBe(307);
      expect((await ask(world, "/api/stream", { cookie })).status).toBe(401);
      return passedMs;
    });
    expect(endedMs).toBeLessThan(2_000);
  });
});
