import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { codeSpans, linkTargets, proseOf, tableRows } from "./markdown";
import { repositoryRoot } from "./module-graph";
import { sourceFiles } from "./source-tree";

const documents = sourceFiles().filter(({ file }) => /^(docs\/.*|README)\.?md$/.test(file));

function textOf(file: string): string {
  const found = documents.find((document) => document.file === file);
  if (!found) throw new Error(`there is no ${file}`);
  return found.text;
}

describe("docs/errors.md", () => {
  test("has the catalogue of errors, each code with what to do", () => {
    const rows = tableRows(textOf("docs/errors.md"));
    const shown = rows.map(([code, status, title, whose, again]) => [code, status, title, whose, again]);
    const catalogue = Object.entries(errorCatalogue).map(([code, { status, title, expected, retryable }]) => [
      `\`${code}\``,
      `${status}`,
      title,
      expected ? "caller" : "ours",
      retryable ? "yes" : "no",
    ]);
    expect(shown).toEqual(catalogue);
    expect(rows.filter((row) => (row[5] ?? "").length < 10)).toEqual([]);
  });
});

describe("docs/operations.md", () => {
  test("has every metric of the worker with its kind, and none that is not", () => {
    const rows = tableRows(textOf("docs/operations.md"))
      .filter(([name]) => /^`signalbox_\w+`$/.test(name ?? ""))
      .map(([name, kind]) => `${kind} ${name?.replaceAll("`", "")}`);
    const declared = sourceFiles()
      .filter(({ file }) => file.startsWith("lib/"))
      .flatMap(({ text }) => [...text.matchAll(/new (Counter|Gauge|Histogram)\(\{\s*name: "(signalbox_\w+)"/g)])
      .map(([, kind, name]) => `${kind?.toLowerCase()} ${name}`);
    expect(declared.length).toBeGreaterThan(20);
    expect(rows.toSorted()).toEqual(declared.toSorted());
  });
});

const statusLine = /^Status: (accepted|superseded by \[?\d{4}.*)$/m;

/** What is wrong with the form of a decision record. */
function objectionsTo(file: string, text: string): string[] {
  const number = /\/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1];
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  return [
    ...(number ? [] : ["is not named NNNN-words.md"]),
    ...(text.startsWith(`# ${number}: `) ? [] : ["does not begin with its number and title"]),
    ...(statusLine.test(text) ? [] : ["has no status"]),
    ...(headings.join(" ") === "Context Decision Consequences" ? [] : ["is not Context, Decision, Consequences"]),
    ...(text.split("\n").length <= 60 ? [] : ["is longer than 60 lines"]),
  ];
}

describe("decision records", () => {
  const records = documents.filter(({ file }) => file.startsWith("docs/adr/"));

  test("have their form", () => {
    expect(records.length).toBeGreaterThanOrEqual(12);
    expect(records.flatMap(({ file, text }) => objectionsTo(file, text).map((why) => `${file} ${why}`))).toEqual([]);
  });

  test("are numbered without gaps and doubles", () => {
    const numbers = records.map(({ file }) => Number(/\/(\d{4})-/.exec(file)?.[1]));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  const good = "# 0042: A title\n\nStatus: accepted\n\n## Context\n\n## Decision\n\n## Consequences\n";
  test.each([
    ["docs/adr/0042-a-title.md", good, []],
    ["docs/adr/0042-a-title.md", good.replace("accepted", "superseded by [0043](0043-x.md)"), []],
    ["docs/adr/a-title.md", good, ["is not named NNNN-words.md", "does not begin with its number and title"]],
    ["docs/adr/0043-a-title.md", good, ["does not begin with its number and title"]],
    ["docs/adr/0042-a-title.md", good.replace("Status: accepted", ""), ["has no status"]],
    ["docs/adr/0042-a-title.md", good.replace("## Decision", ""), ["is not Context, Decision, Consequences"]],
    ["docs/adr/0042-a-title.md", good + "\n".repeat(60), ["is longer than 60 lines"]],
  ])("%s: %j has objections %j", (file, text, objections) => {
    expect(objectionsTo(file, text)).toEqual(objections);
  });
});

/** Links to a decision record that say another number than the one they lead to. */
function wrongNumbers(markdown: string): string[] {
  return [...markdown.matchAll(/\[(?:ADR )?(\d{4})\]\([\w./]*?(\d{4})-[\w-]+\.md\)/g)]
    .filter(([, said, led]) => said !== led)
    .map(([link]) => link);
}

/** Files and folders of the repository that a document names in code spans. */
function namedPaths(markdown: string): string[] {
  return codeSpans(proseOf(markdown)).filter(
    (span) => /^(app|components|lib|prisma|tests|docs|deploy)\/[\w./()[\]-]+$/.test(span) && !span.includes("..."),
  );
}

describe("documents", () => {
  test("name files that exist", () => {
    const missing = documents.flatMap(({ file, text }) =>
      namedPaths(text)
        .filter((named) => !existsSync(path.join(repositoryRoot, named)))
        .map((named) => `${file}: ${named}`),
    );
    expect(missing).toEqual([]);
    expect(namedPaths(textOf("docs/architecture.md")).length).toBeGreaterThan(15);
  });

  test("link to what exists", () => {
    const missing = documents.flatMap(({ file, text }) =>
      linkTargets(text)
        .filter((target) => !/^(https?:|mailto:|#)/.test(target))
        .filter((target) => !existsSync(path.join(repositoryRoot, path.dirname(file), target.split("#")[0] ?? "")))
        .map((target) => `${file}: ${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("numbers of decision records", () => {
  test("are those that the links lead to", () => {
    const wrong = documents.flatMap(({ file, text }) => wrongNumbers(text).map((link) => `${file}: ${link}`));
    expect(wrong).toEqual([]);
  });

  test.each([
    ["[ADR 0042](adr/0042-a-title.md), [0043](0043-x.md)", []],
    ["[ADR 0041](adr/0042-a-title.md)", ["[ADR 0041](adr/0042-a-title.md)"]],
  ])("%s: %j", (markdown, wrong) => {
    expect(wrongNumbers(markdown)).toEqual(wrong);
  });
});

describe("reading Markdown", () => {
  const sample = [
    "| a | b |",
    "| - | :-: |",
    "| `x` | 1 \\| 2 |",
    "",
    "```",
    "| no | row |",
    "```",
    "[l](docs/x.md#y)",
  ].join("\n");
  test("finds rows, code spans and links outside fenced blocks", () => {
    expect(tableRows(sample)).toEqual([["`x`", "1 \\| 2"]]);
    expect(codeSpans(sample)).toContain("x");
    expect(linkTargets(sample)).toEqual(["docs/x.md#y"]);
  });
});
