import { describe, expect, it } from "vitest";
import { commitEvents, deploymentEvents, fieldMark, readTags } from "@/lib/imports/domain/git-history";

const line = (...fields: string[]): string => fields.join(fieldMark);
const sha = (letter: string): string => letter.repeat(40);

describe("a repository's past", () => {
  it("reads light and annotated tags in the order of their time", () => {
    const text = [
      line("v2", sha("e"), sha("b"), "200", "Ada"),
      line("v1", sha("a"), "", "100", ""),
      line("broken", "nothing", "", "1", ""),
    ].join("\n");
    // An annotated tag is an object of its own; what it points at is the commit.
    expect(readTags(text).map(({ name, commitSha }) => [name, commitSha])).toEqual([
      ["v1", sha("a")],
      ["v2", sha("b")],
    ]);
  });

  it("makes one deployment of each tag, with the commits since the one before", () => {
    const tags = readTags(
      [line("v1", sha("a"), "", "1700000000", ""), line("v2", sha("b"), "", "1700000100", "")].join("\n"),
    );
    const place = { repository: "h/r", service: "s", environment: "e", versionPrefix: "v" };
    expect(deploymentEvents(tags, place)).toEqual([
      expect.objectContaining({ version: "1", commitSha: sha("a"), occurredAt: "2023-11-14T22:13:20.000Z" }),
      expect.objectContaining({ version: "2", previousCommitSha: sha("a") }),
    ]);
  });

  it("reads commits with any title and leaves out what has no time", () => {
    const text = [
      line(sha("c"), `${sha("a")} ${sha("b")}`, "1700000000", "1700000050", "Ada", 'Merge: a, "b"\t|'),
      line(sha("d"), "", "", "never", "Ada", "x"),
    ].join("\n");
    expect(commitEvents(text, "h/r")).toEqual([
      expect.objectContaining({ sha: sha("c"), parents: [sha("a"), sha("b")], title: 'Merge: a, "b"\t|' }),
    ]);
  });
});
