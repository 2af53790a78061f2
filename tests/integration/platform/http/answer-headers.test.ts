import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, expect, it } from "vitest";
import { protectAnswers } from "@/lib/platform/http/answer-headers";

/* Goal: no answer of this process goes out without its protection, whoever wrote it and however (rows 29 and 32). */

const servers: Server[] = [];
afterAll(() => protectAnswers()());
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function answerOf(listener: RequestListener): Promise<Response> {
  protectAnswers();
  protectAnswers();
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { redirect: "manual" });
}

it.each<[string, RequestListener]>([
  ["a bare redirect", (_request, response) => response.writeHead(308, { location: "/elsewhere" }).end("moved")],
  ["headers that are written by the first byte", (_request, response) => response.end("hello")],
  ["a refusal without a body", (_request, response) => Object.assign(response, { statusCode: 405 }).end()],
])("%s is protected, and kept by nobody", async (_what, listener) => {
  const { headers } = await answerOf(listener);
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("strict-transport-security")).toContain("max-age=31536000");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});

it("what an answer says about itself counts", async () => {
  const { headers } = await answerOf((_request, response) => {
    response.setHeader("cache-control", "public, max-age=31536000, immutable");
    response.setHeader("content-security-policy", "default-src 'self'");
    response.end("an asset");
  });
  expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(headers.get("content-security-policy")).toBe("default-src 'self'");
});
