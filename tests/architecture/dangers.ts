import ts from "typescript";
import { parseModule } from "./code-shape";

function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

function shortly(node: ts.Node): string {
  return node.getText().replaceAll(/\s+/g, " ").slice(0, 80);
}

/** Is this text put together from parts? */
function isAssembled(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node)) return true;
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

const statementCalls = new Set(["query", "$queryRaw", "$executeRaw"]);
const unsafeCalls = new Set(["$queryRawUnsafe", "$executeRawUnsafe"]);

/** Statements whose text is assembled, and calls that take such text: what a value could become part of. */
export function assembledStatements(file: string, text: string): string[] {
  const found: string[] = [];
  walk(parseModule(file, text), (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const isRawSql = node.name.text === "raw" && /^(Prisma|sql)$/.test(node.expression.getText());
      if (isRawSql || unsafeCalls.has(node.name.text)) found.push(shortly(node.parent));
    }
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const [first] = node.arguments;
    if (first && statementCalls.has(node.expression.name.text) && isAssembled(first)) found.push(shortly(node));
  });
  return found;
}

/** Regular expressions made from text that is not written down, and code made from text. */
export function madeFromText(file: string, text: string): string[] {
  const found: string[] = [];
  walk(parseModule(file, text), (node) => {
    if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return;
    const callee = node.expression.getText();
    const [first] = node.arguments ?? [];
    if (callee === "RegExp" && first && !ts.isStringLiteralLike(first)) found.push(shortly(node));
    if (/^(eval|Function|vm\.\w+)$/.test(callee)) found.push(shortly(node));
  });
  return found;
}

/** Places where markup is made from text. */
export function markupFromText(file: string, text: string): string[] {
  const found: string[] = [];
  walk(parseModule(file, text), (node) => {
    const name = ts.isJsxAttribute(node) || ts.isPropertyAccessExpression(node) ? node.name.getText() : "";
    if (/^(dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|srcDoc)$/.test(name))
      found.push(shortly(node));
    if (ts.isCallExpression(node) && /^document\.write(ln)?$/.test(node.expression.getText()))
      found.push(shortly(node));
  });
  return found;
}

function directiveOf(statements: readonly ts.Statement[]): string | null {
  const [first] = statements;
  if (!first || !ts.isExpressionStatement(first) || !ts.isStringLiteral(first.expression)) return null;
  return first.expression.text;
}

function isGuarded(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || directiveOf([statement]) === "use server") return true;
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(
    ({ initializer }) =>
      initializer !== undefined &&
      ts.isCallExpression(initializer) &&
      initializer.expression.getText() === "action" &&
      initializer.arguments.length === 1 &&
      ts.isIdentifier(initializer.arguments[0] as ts.Expression),
  );
}

/** What a browser could call without the guard: anything of a server file but `action(useCase)`, and functions that say it themselves. */
export function unguardedActions(file: string, text: string): string[] {
  const source = parseModule(file, text);
  const isServerFile = directiveOf(source.statements) === "use server";
  const found = isServerFile ? source.statements.filter((statement) => !isGuarded(statement)).map(shortly) : [];
  walk(source, (node) => {
    if (ts.isBlock(node) && directiveOf(node.statements) === "use server") found.push(shortly(node.parent));
  });
  return found;
}
