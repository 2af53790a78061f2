import { describe, expect, it } from "vitest";
import { parties } from "@/lib/slos/domain/parties";
import { contentText, partyRoles, signingReasons, validSignOffs } from "@/lib/slos/domain/sign-offs";

/** Goal: a sign-off is one person's word for one party about exactly one content. */

const content = {
  slug: "a",
  name: "A",
  service: "checkout",
  environment: "production",
  revision: 2,
  definition: {
    sli: { kind: "availability" },
    targetPercent: "99.9",
    period: { kind: "rolling", days: 30 },
    method: { kind: "occurrences" },
    alerting: { graceMs: 0, quietMs: 0, minRequests: 0 },
  },
} as const;
const question = {
  party: "operations",
  person: "ann",
  roles: ["sre"],
  contentHash: "now",
  author: "bob",
  signOffs: [],
} as const;
const codes = (more: Partial<Parameters<typeof signingReasons>[0]>) =>
  signingReasons({ ...question, ...more }).map(({ code }) => code);

describe("a sign-off", () => {
  it("is about a text that any change makes another, also one that comes back later", () => {
    const changes = [
      { name: "B" },
      { revision: 3 },
      { environment: "staging" },
      { definition: { ...content.definition, targetPercent: "99.95" } },
    ];
    for (const change of changes) expect(contentText({ ...content, ...change })).not.toBe(contentText(content));
    const sameWords = { ...content, definition: { ...content.definition, targetPercent: "99.90" } };
    expect(contentText(sameWords)).toBe(contentText(content));
  });

  it("counts for its content, once for a party and once for a person", () => {
    const signOffs = [
      { party: "product", person: "ann", contentHash: "old" },
      { party: "product", person: "ann", contentHash: "now" },
      { party: "product", person: "cid", contentHash: "now" },
      { party: "security", person: "ann", contentHash: "now" },
    ] as const;
    expect(validSignOffs(signOffs, "now")).toEqual([signOffs[1]]);
    expect(validSignOffs(signOffs, "next")).toEqual([]);
  });

  it("is given by somebody of the party who did not write it and signed for no other, with every reason", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ roles: ["approver"] })).toEqual(["not_of_party"]);
    expect(codes({ author: "ann" })).toEqual(["own_objective"]);
    expect(codes({ roles: [], author: "ann" })).toEqual(["not_of_party", "own_objective"]);
    const signed = (party: "operations" | "product", person: string) => [{ party, person, contentHash: "now" }];
    expect(codes({ signOffs: signed("operations", "cid") })).toEqual(["signed_already"]);
    expect(codes({ signOffs: signed("product", "ann") })).toEqual(["one_party"]);
    expect(parties.every((party) => !partyRoles[party].includes("developer"))).toBe(true);
  });
});
