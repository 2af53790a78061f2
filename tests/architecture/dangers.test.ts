import { describe, expect, test } from "vitest";
import { assembledStatements, madeFromText, markupFromText, unguardedActions } from "./dangers";
import { isCode, sourceFiles } from "./source-tree";

const product = sourceFiles().filter(({ file }) => isCode(file) && /^(app|components|lib)\/|^[\w.-]+\.ts$/.test(file));

function findings(look: (file: string, text: string) => string[], except = /^$/): string[] {
  return product
    .filter(({ file }) => !except.test(file))
    .flatMap(({ file, text }) => look(file, text).map((found) => `${file}: ${found}`));
}

/**
 * Statements of our own making that take no parameters: DDL of the embedded server with names that are constants, the
 * migration files, and `listen` with a constant channel.
 */
const ownStatements = /^lib\/platform\/db\/(embedded-postgres|migrate|hint-listener)\.ts$/;

describe("statements for the database (row 61)", () => {
  test("are never put together from text", () => {
    expect(product.length).toBeGreaterThan(350);
    expect(findings(assembledStatements, ownStatements)).toEqual([]);
  });

  test.each([
    ["db.$queryRawUnsafe(text);", 1],
    ["tx.$executeRawUnsafe(`delete from \x24{table}`);", 1],
    ["db.query(Prisma.raw(name));", 1],
    ["client.query(`select \x24{name}`);", 1],
    ["client.query('select ' + name);", 1],
    ["db.query(sql`select \x24{value}`);", 0],
    ["tx.$queryRaw`select \x24{value}`;", 0],
    ["client.query('select 1');", 0],
    ["String.raw`x`;", 0],
  ])("%s has %i findings", (text, count) => {
    expect(assembledStatements("a.ts", text)).toHaveLength(count);
  });
});

describe("patterns and programs (row 66)", () => {
  test("are never made from what somebody wrote", () => {
    expect(findings(madeFromText)).toEqual([]);
  });

  test.each([
    ["new RegExp(pattern)", 1],
    ["RegExp(`^\x24{name}$`)", 1],
    ["eval(text)", 1],
    ["new Function(text)", 1],
    ["new RegExp('^a$')", 0],
    ["/a+/.test(text)", 0],
  ])("%s has %i findings", (text, count) => {
    expect(madeFromText("a.ts", text)).toHaveLength(count);
  });
});

describe("markup (row 34)", () => {
  test("is never made from text", () => {
    expect(findings(markupFromText)).toEqual([]);
  });

  test.each([
    ["const a = <p dangerouslySetInnerHTML={{ __html: text }} />;", 1],
    ["node.innerHTML = text;", 1],
    ["document.write(text);", 1],
    ["const a = <p>{text}</p>;", 0],
  ])("%s has %i findings", (text, count) => {
    expect(markupFromText("a.tsx", text)).toHaveLength(count);
  });
});

describe("server actions (row 23)", () => {
  test("are use-cases behind the guard, every one", () => {
    const files = product.filter(({ text }) => text.startsWith('"use server"'));
    expect(files.length).toBeGreaterThan(5);
    expect(findings(unguardedActions)).toEqual([]);
  });

  test.each([
    ['"use server";\nimport { a } from "a";\nexport const b = action(a);', 0],
    ['"use server";\nexport async function remove() {}', 1],
    ['"use server";\nexport const b = async () => 1;', 1],
    ['"use server";\nexport const b = action(make());', 1],
    ['"use server";\nexport { a } from "a";', 1],
    ['"use server";\nexport default action(a);', 1],
    ['export function Page() { async function save() { "use server"; } return save; }', 1],
    ['const save = async () => { "use server"; };', 1],
    ['export const b = async () => "use server";', 0],
  ])("%s has %i findings", (text, count) => {
    expect(unguardedActions("actions.ts", text)).toHaveLength(count);
  });
});
