import { describe, expect, it } from "vitest";
import { csvOf } from "@/lib/kernel/csv";

// Security: row 62 of docs/security-checks.md.

describe("csvOf", () => {
  it("writes a header, CRLF, quotes where they are needed, and nothing for nothing", () => {
    expect(
      csvOf(
        ["a", "b"],
        [
          ["x,y", 'say "hi"'],
          [null, -1.5],
          [true, "two\nlines"],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n,-1.5\r\ntrue,"two\nlines"\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "|cmd", "%0a", "＝1", "\r=1"])(
    "lets no spreadsheet run %j",
    (text) => {
      expect(
        csvOf(["a"], [[text]])
          .replace(/^a\r\n"?/, "")
          .startsWith("'"),
      ).toBe(true);
    },
  );

  it("leaves ordinary text and numbers as they are", () => {
    expect(csvOf(["a"], [["1.2.3"], ["service-1"], [-3]])).toBe("a\r\n1.2.3\r\nservice-1\r\n-3\r\n");
  });
});
