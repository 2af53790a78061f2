import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "@/lib/identity/adapters/password-hash";
import { signInWithPassword } from "@/lib/identity/use-cases/sign-in";
import { anyCharacter } from "../../support/any-character";
import { useTestDatabase } from "../../support/database";
import { createPerson } from "../../support/people";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

const database = useTestDatabase();
let runtime: TestRuntime;

beforeAll(() => {
  runtime = createTestRuntime({ databaseUrl: database().url });
});
afterAll(() => runtime.close());

describe("password hashes (rows 4 and 5)", () => {
  it("keep every character: a text matches itself and no other spelling of it", async () => {
    const text = fc.string({ unit: anyCharacter, minLength: 15, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(text, async (password) => {
        const stored = await hashPassword(password);
        expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
        expect(await verifyPassword(stored, password)).toBe(true);
        expect(await verifyPassword(stored, `${password} `)).toBe(false);
        expect(await verifyPassword(stored, password.slice(0, -1))).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  it("do not take a letter with its accent for letter and accent, nor cut at a zero byte", async () => {
    const composed = "caf\u00e9 on the fjord road";
    expect(await verifyPassword(await hashPassword(composed), composed.normalize("NFD"))).toBe(false);
    const zero = "before the zero\u0000after";
    expect(await verifyPassword(await hashPassword(zero), "before the zero\u0000other")).toBe(false);
  });

  it("match nothing when there is none", async () => {
    expect(await verifyPassword(null, "no password at all")).toBe(false);
  });
});

describe("time to answer", () => {
  it("does not tell who exists: within 20 % for known and unknown addresses", async () => {
    const source = { requestId: "req_timing", sourceAddress: "direct", userAgent: null };
    const attempt = async (email: string): Promise<number> => {
      await runtime.db.signInThrottle.deleteMany();
      const startedAt = performance.now();
      await signInWithPassword(runtime, { email, password: "certainly not the password" }, source);
      return performance.now() - startedAt;
    };
    const person = await createPerson(runtime, { roles: ["viewer"] });
    const [known, unknown]: [number[], number[]] = [[], []];
    // Taken in turns, and the fastest tenth compared: noise of the machine only ever adds.
    for (let round = 0; round < 30; round += 1) {
      known.push(await attempt(person.email));
      unknown.push(await attempt("nobody@people.example"));
    }
    const typical = (times: number[]): number => times.sort((a, b) => a - b)[3] ?? 0;
    const ratio = typical(known) / typical(unknown);
    expect(ratio, `known ${typical(known)} ms, unknown ${typical(unknown)} ms`).toBeGreaterThan(0.8);
    expect(ratio, `known ${typical(known)} ms, unknown ${typical(unknown)} ms`).toBeLessThan(1.25);
  });
});
