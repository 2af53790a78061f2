import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readPolled } from "@/lib/ingest/adapters/polled-lists";

const Run = z.object({ id: z.number(), jobs: z.array(z.object({ name: z.string() })).optional() });
const where = "CI /runs";

describe("an answer with a list", () => {
  it("is read whole when all of it has the form", () => {
    const json = [{ id: 1 }, { id: 2 }];
    expect(readPolled(json, z.array(Run), where)).toEqual({ kind: "read", value: json, unreadable: [] });
  });

  it.each([
    ["that is all of it", (items: unknown[]): unknown => items, z.array(Run)],
    [
      "in a field",
      (items: unknown[]): unknown => ({ more: false, runs: items }),
      z.object({ runs: z.array(Run), more: z.boolean() }),
    ],
  ])("leaves out a member of a list %s, keeps it as it was, and names its field", (_, wrap, schema) => {
    const strange = { id: "two", extra: [1] };
    const read = readPolled(wrap([{ id: 1 }, strange, { id: 3 }, { id: 4, jobs: [{}] }]), schema as z.ZodType, where);
    expect(read).toMatchObject({ kind: "read", value: wrap([{ id: 1 }, { id: 3 }]) });
    if (read.kind !== "read") throw new Error("it was read");
    expect(read.unreadable.map(({ json }) => JSON.parse(json) as unknown)).toEqual([strange, { id: 4, jobs: [{}] }]);
    expect(read.unreadable[0]?.words).toMatch(/^CI \/runs lists what cannot be read: .*id: /);
    expect(read.unreadable[1]?.words).toMatch(/name: /);
  });

  it.each([
    ["no list at all", 7],
    ["something else wrong beside a member", { runs: [{ id: "x" }], more: "no" }],
    ["a list that is missing", { more: true }],
  ])("is malformed with %s", (_, json) => {
    const schema = z.object({ runs: z.array(Run), more: z.boolean() });
    expect(readPolled(json, schema, where).kind).toBe("malformed");
  });
});
