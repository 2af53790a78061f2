import { expect, it } from "vitest";
import { keptHeaders } from "@/lib/ingest/domain/kept-headers";

it("keeps what a reader needs and removes what could let somebody in", () => {
  const headers = {
    "x-github-event": "push",
    "x-hub-signature-256": "sha256=00ff",
    authorization: "Basic abc",
    cookie: "a=b",
    "x-gitlab-token": "word",
    "x-custom": "prefix my-secret-word suffix",
    "x-forwarded-for": "192.0.2.1",
    "ce-subject": "a\0b\ud800",
  };
  expect(keptHeaders(headers, ["my-secret-word"])).toEqual({
    "x-github-event": "push",
    "x-hub-signature-256": "sha256=00ff",
    authorization: "[removed]",
    cookie: "[removed]",
    "x-gitlab-token": "[removed]",
    "x-custom": "[removed]",
    "ce-subject": "a\uFFFDb\uFFFD",
  });
});

it("keeps no more than a hundred headers, none longer than 4 096 characters", () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`h-${at}`, "x".repeat(5_000)]));
  const kept = keptHeaders(many, []);
  expect(Object.keys(kept)).toHaveLength(100);
  expect(kept["h-0"]).toHaveLength(4_096);
});
