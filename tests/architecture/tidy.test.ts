import path from "node:path";
import { describe, expect, test } from "vitest";
import { databaseStatements, functionSizes, hasBehaviour, strangeRouteStatements } from "./code-shape";
import { isCode, sourceFiles } from "./source-tree";
import { bannedFileNames, bannedIn } from "./words";

/** Hard limits in lines; half of them is what one wishes. */
const limits = { function: 70, factory: 150, component: 150, file: 400, page: 90, route: 30 };

const files = sourceFiles();
const code = files.filter(({ file }) => isCode(file));
const product = code.filter(({ file }) => /^(app|components|lib)\//.test(file));

function linesOf(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

/**
 * In lib a function has at most 70 lines of its own. Functions that it declares inside are measured themselves: a factory
 * that closes over its parts reads like a class, and may be as long as a component. Components are written in .tsx.
 */
function tooLong(file: string, text: string): string[] {
  return functionSizes(file, text)
    .filter(({ lines, ownLines }) =>
      file.endsWith(".tsx") ? lines > limits.component : ownLines > limits.function || lines > limits.factory,
    )
    .map(({ name, line, lines, ownLines }) => `${file}:${line} ${name} has ${lines} lines, ${ownLines} of its own`);
}

describe("sizes", () => {
  test("the tree is read at all", () => {
    expect(product.length).toBeGreaterThan(350);
    expect(code.length).toBeGreaterThan(500);
  });

  test("a function fits a screen", () => {
    expect(product.flatMap(({ file, text }) => tooLong(file, text))).toEqual([]);
  });

  test("a file has at most 400 lines", () => {
    expect(code.filter(({ text }) => linesOf(text) > limits.file).map(({ file }) => file)).toEqual([]);
  });

  test("a page composes, a route declares", () => {
    const long = product.filter(
      ({ file, text }) =>
        (/^app\/.*page\.tsx$/.test(file) && linesOf(text) > limits.page) ||
        (/^app\/.*route\.ts$/.test(file) && linesOf(text) > limits.route),
    );
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  test("functions are measured from their first line to their last, nested ones too", () => {
    const body = "  void 0;\n".repeat(70);
    expect(tooLong("lib/a.ts", `export function long() {\n${body}}\n`)).toHaveLength(1);
    expect(tooLong("lib/a.ts", `const a = {\n  inner: () => {\n${body}} };\n`)).toEqual([
      "lib/a.ts:2 inner has 72 lines, 72 of its own",
    ]);
    const parts = ["one", "two", "three"].map((name) => `function ${name}() {\n${body.slice(0, 400)}}\n`);
    expect(tooLong("lib/a.ts", `function make() {\n${parts.slice(0, 2).join("")}}\n`)).toEqual([]);
    expect(tooLong("lib/a.ts", `function make() {\n${[...parts, ...parts].join("")}}\n`)).toHaveLength(1);
    expect(tooLong("components/a.tsx", `export function Long() {\n${body}}\n`)).toEqual([]);
    expect(tooLong("components/a.tsx", `export function Long() {\n${body}${body}${body}}\n`)).toHaveLength(1);
  });
});

/** The given folders and files, and the few that tools look for at the root and nowhere else. */
const expectedAtRoot = new Set(
  (
    "app components lib prisma public tests docs deploy .ci .github README.md LICENSE package.json package-lock.json " +
    "tsconfig.json next.config.js docker-compose.yml Dockerfile .dockerignore .gitignore biome.json knip.json " +
    "proxy.ts instrumentation.ts next-env.d.ts .env .vscode .idea"
  ).split(" "),
);

describe("names and words", () => {
  test("no file has a name that says nothing", () => {
    expect(code.map(({ file }) => file).filter((file) => bannedFileNames.test(file))).toEqual([]);
  });

  test("nothing stands at the root that is not expected there", () => {
    const atRoot = new Set(files.map(({ file }) => file.split("/")[0] ?? ""));
    expect([...atRoot].filter((name) => !expectedAtRoot.has(name))).toEqual([]);
  });

  test("no banned word stands anywhere", () => {
    expect(files.flatMap(({ file, text }) => bannedIn(file, text))).toEqual([]);
  });

  test.each([
    ["lib/catalog/index.ts", true],
    ["lib/catalog/utils.ts", true],
    ["lib/catalog/date-helpers.ts", true],
    ["lib/catalog/data2.ts", true],
    ["lib/catalog/service-store.ts", false],
    ["lib/platform/http/openapi.ts", false],
  ])("the name %s is banned: %s", (file, banned) => {
    expect(bannedFileNames.test(file)).toBe(banned);
  });

  test.each([
    ["lib/a.ts", "// TODO later", "unfinished work"],
    ["docs/a.md", "FIXME", "unfinished work"],
    ["lib/a.ts", "console.log(1)", "printing outside an entry"],
    ["lib/a.ts", "const a = b as any;", "any"],
    ["lib/a.ts", "// @ts-ignore", "any"],
    ["lib/a.ts", "// biome-ignore lint/x/y:", "a silenced linter rule without a reason"],
    ["tests/unit/a.test.ts", "it.skip('x')", "a test that is left out"],
    ["tests/e2e/a.spec.ts", "test.only('x')", "a test that is left out"],
    ["tests/unit/a.test.ts", "await new Promise((r) => setTimeout(r, 5));", "a sleep in a test"],
    ["tests/e2e/a.spec.ts", "await page.waitForTimeout(500);", "a sleep in a test"],
    ["tests/unit/a.test.ts", 'vi.mock("@/lib/a")', "a mock of our own module"],
    ["lib/rollouts/domain/a.ts", "Math.random()", "chance in a decision"],
    ["tests/unit/a.test.ts", "Math.random()", "chance without a seed in a test"],
    ["docs/a.md", "see /home/somebody/notes", "a path of somebody's machine"],
    ["package-lock.json", '"resolved": "https://x/y.tgz"', "a registry's address"],
  ])("%s may not say %s", (file, line, what) => {
    expect(bannedIn(file, `fine\n${line}\n`)).toEqual([`${file}:2 ${what}`]);
  });

  test.each([
    ["lib/entry/a.ts", "console.log(1)"],
    ["lib/a.ts", "// biome-ignore lint/x/y: a library calls it so"],
    ["tests/support/until.ts", "setTimeout(resolve, 20)"],
    ["docs/a.md", "framework/ and homework/ are words"],
  ])("%s may say %s", (file, line) => {
    expect(bannedIn(file, line)).toEqual([]);
  });
});

/** Does this test stand where the module's twin does, or beside it and import it? */
function isTwin(module: string, testFile: string, testText: string): boolean {
  const place = module.replace(/^lib\//, "tests/unit/").replace(/\.ts$/, "");
  if (testFile === `${place}.test.ts`) return true;
  return path.dirname(testFile) === path.dirname(place) && testText.includes(`"@/${module.replace(/\.ts$/, "")}"`);
}

describe("tests", () => {
  const unitTests = files.filter(({ file }) => /^tests\/unit\/.*\.test\.ts$/.test(file));

  test("every pure module that does something has its test in the same folder of tests/unit", () => {
    const pure = product.filter(
      ({ file, text }) => /^lib\/([^/]+\/domain|kernel)\/.*\.ts$/.test(file) && hasBehaviour(file, text),
    );
    expect(pure.length).toBeGreaterThan(40);
    const alone = pure.filter(({ file }) => !unitTests.some((other) => isTwin(file, other.file, other.text)));
    expect(alone.map(({ file }) => file)).toEqual([]);
  });

  test("a twin has the same name, or imports the module from the same folder", () => {
    expect(isTwin("lib/a/domain/b.ts", "tests/unit/a/domain/b.test.ts", "")).toBe(true);
    expect(isTwin("lib/a/domain/b.ts", "tests/unit/a/domain/c.test.ts", 'from "@/lib/a/domain/b";')).toBe(true);
    expect(isTwin("lib/a/domain/b.ts", "tests/unit/a/domain/c.test.ts", "")).toBe(false);
    expect(isTwin("lib/a/domain/b.ts", "tests/unit/z/domain/c.test.ts", 'from "@/lib/a/domain/b";')).toBe(false);
  });

  test("a module of types and constants needs none", () => {
    expect(hasBehaviour("a.ts", "export type A = () => void; export const limits = { a: 1 };")).toBe(false);
    expect(hasBehaviour("a.ts", "export const twice = (a: number) => 2 * a;")).toBe(true);
  });
});

describe("doors", () => {
  test("route files of the API export operations and nothing else", () => {
    const routes = product.filter(({ file }) => /^app\/api\/v1\/.*route\.ts$/.test(file));
    expect(routes.length).toBeGreaterThan(25);
    expect(
      routes.flatMap(({ file, text }) => strangeRouteStatements(file, text).map((found) => `${file}: ${found}`)),
    ).toEqual([]);
  });

  test.each([
    ["export const GET = route(catalog.list);", 0],
    ["export const GET = route(catalog.list);\nexport const POST = route(catalog.create);", 0],
    ["export async function GET() { return Response.json({}); }", 1],
    ["export const GET = () => Response.json({});", 1],
    ["const secret = 1;\nexport const GET = route(catalog.list);", 1],
    ["export const dynamic = route(catalog.list);", 1],
  ])("%s has %i strange statements", (text, count) => {
    expect(strangeRouteStatements("route.ts", `import { route } from "x";\n${text}`)).toHaveLength(count);
  });
});

/** Where statements for the database may be written. */
const homesOfStatements = /^lib\/platform\/|^lib\/entry\/|^lib\/.*-(store|read-model)\.ts$/;

describe("the database", () => {
  test("is spoken to in stores and read-models only", () => {
    const strangers = product
      .filter(({ file }) => !homesOfStatements.test(file))
      .flatMap(({ file, text }) => databaseStatements(file, text).map((found) => `${file}: ${found}`));
    expect(strangers).toEqual([]);
  });

  test.each([
    ["await tx.service.findUnique({});", 1],
    ["await context.tx.service.updateMany({});", 1],
    ["await db.$queryRaw(statement);", 1],
    ["await db.query(sql`select 1`);", 1],
    ["await findService(tx, slug); crypto.createHash('x').update('y');", 0],
    ["await prismaExecutor(tx); rows.find(Boolean);", 0],
  ])("%s has %i statements", (text, count) => {
    expect(databaseStatements("a.ts", text)).toHaveLength(count);
  });
});
