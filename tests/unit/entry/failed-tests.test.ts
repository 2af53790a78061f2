import path from "node:path";
import { describe, expect, test } from "vitest";
import { failedInPlaywright, failedInVitest, failuresInWords } from "@/lib/entry/launcher/failed-tests.mjs";

const here = path.resolve(import.meta.dirname, "../../..");

describe("failedInVitest", () => {
  test("each failed test with file, full name and message, without colours", () => {
    const passed = { status: "passed", fullName: "adds", failureMessages: [] };
    const failed = {
      status: "failed",
      fullName: "sums of nothing",
      failureMessages: ["\u001b[31mexpected 0\u001b[39m"],
    };
    const name = path.join(here, "tests/unit/sum.test.ts");
    expect(failedInVitest({ testResults: [{ name, status: "failed", assertionResults: [passed, failed] }] })).toEqual([
      { place: "tests/unit/sum.test.ts", name: "sums of nothing", message: "expected 0" },
    ]);
  });

  test("a file that could not be imported says why", () => {
    const file = { name: "tests/unit/a.test.ts", status: "failed", message: "no such module", assertionResults: [] };
    expect(failedInVitest({ testResults: [file] })).toEqual([
      { place: "tests/unit/a.test.ts", name: "the file itself", message: "no such module" },
    ]);
  });
});

describe("failedInPlaywright", () => {
  const specOf = (status: string) => ({
    title: `is ${status}`,
    file: "a.spec.ts",
    line: 12,
    tests: [
      {
        status,
        results: [
          {
            errors: [
              {
                message: "expected 3",
                location: { file: path.join(here, "tests/e2e/support/b.ts"), line: 7 },
                snippet: "> 7 | expect(2)",
              },
            ],
          },
        ],
      },
    ],
  });
  const report = (errors: object[] = []) => ({
    suites: [
      {
        title: "a.spec.ts",
        specs: [specOf("expected")],
        suites: [{ title: "as nobody", specs: [specOf("unexpected"), specOf("flaky")] }],
      },
    ],
    errors,
  });

  test("what failed or was flaky, where it stands and where it failed", () => {
    expect(failedInPlaywright(report())).toEqual(
      ["unexpected", "flaky"].map((status) => ({
        place: "tests/e2e/a.spec.ts:12",
        name: `as nobody › is ${status}`,
        message: "expected 3\nat tests/e2e/support/b.ts:7\n> 7 | expect(2)",
      })),
    );
  });

  test("a setup that failed", () => {
    const [first] = failedInPlaywright(report([{ message: "no port" }]));
    expect(first).toMatchObject({ place: "", message: "no port" });
  });
});

describe("failuresInWords", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n");
  const stage = (failed: { place: string; name: string; message: string }[], output = "") => ({
    label: "Unit tests",
    failed,
    output,
  });

  test("nothing failed, nothing said", () => expect(failuresInWords([])).toBe(""));

  test("the first forty lines of each, and how many were left out", () => {
    const words = failuresInWords([stage([{ place: "a.test.ts", name: "adds", message: lines(45) }])]);
    expect(words).toContain("✗ Unit tests › a.test.ts › adds\n    line 1\n");
    expect(words).toContain("    line 40\n    … 5 more lines\n");
    expect(words).not.toContain("line 41");
  });

  test("beyond twenty, names only", () => {
    const many = Array.from({ length: 22 }, (_, at) => ({ place: "a.test.ts", name: `test ${at}`, message: "why" }));
    const words = failuresInWords([stage(many)]);
    expect(words.match(/why/g)).toHaveLength(20);
    expect(words).toContain("› test 21");
  });

  test("a stage without tests shows its end", () => {
    const words = failuresInWords([stage([], `${lines(60)}\n`)]);
    expect(words).toContain("✗ Unit tests\n    line 21\n");
    expect(words.trimEnd().endsWith("line 60")).toBe(true);
  });
});
