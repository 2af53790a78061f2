import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runsOn, schemaReasons, stepReasons } from "@/lib/releases/domain/schema-range";
import { runs } from "@/tests/support/runs";

const ranges = [
  { version: "3.0.0", min: 7, max: 9 },
  { version: "2.1.0", min: 5, max: 7 },
  { version: "2.0.0", min: 4, max: 5 },
  { version: "1.0.0", min: 1, max: 4 },
];
const ask = (version: string, current: number | null) =>
  schemaReasons({ service: "Shop", environment: "Production", version, current, ranges });

describe("a version on today's schema", () => {
  it("is refused when it cannot run there, with those that can", () => {
    const [reason] = ask("2.0.0", 7);
    expect(reason?.message).toBe("2.0.0 runs on schema 4 to 5, and Shop in Production is at 7.");
    expect(reason?.remedy).toContain("only go forward");
    expect(reason?.remedy).toContain("What can run there: 3.0.0, 2.1.0.");
    expect(ask("3.0.0", 4)[0]?.remedy).toContain("Migrate the schema to 7 first.");
    expect(ask("1.0.0", 20)[0]?.remedy).toContain("No other version");
  });

  it("may run when it can, and where nothing is known", () => {
    expect(ask("2.1.0", 7)).toEqual([]);
    expect(ask("2.1.0", null)).toEqual([]);
    expect(ask("0.9.0", 7)).toEqual([]);
  });

  it("is never told to take a version that cannot run there", () => {
    const width = fc.record({ min: fc.nat(9), length: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(width, { minLength: 1, maxLength: 6 }), fc.nat(15), (given, current) => {
        const all = given.map(({ min, length }, at) => ({ version: `v${at}`, min, max: min + length }));
        for (const one of all) {
          const [reason] = schemaReasons({
            service: "S",
            environment: "E",
            version: one.version,
            current,
            ranges: all,
          });
          expect(reason === undefined).toBe(runsOn(one, current));
          const named = String(reason?.facts?.alternatives ?? "");
          for (const name of named.split(", ").filter(Boolean))
            expect(runsOn(all.find(({ version }) => version === name)!, current)).toBe(true);
        }
      }),
      runs(100),
    );
  });
});

describe("a migration", () => {
  it("only goes forward", () => {
    expect(stepReasons(7, 6)[0]?.code).toBe("schema_backwards");
    expect(stepReasons(7, 7)).toEqual([]);
    expect(stepReasons(null, 1)).toEqual([]);
  });
});
