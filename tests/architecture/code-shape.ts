import ts from "typescript";

const parsed = new Map<string, ts.SourceFile>();

/** A module's syntax tree; parsed once, since many rules look through all modules. */
export function parseModule(file: string, text: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known?.text === text) return known;
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : undefined;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  parsed.set(file, source);
  return source;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

type FunctionNode = ts.FunctionLikeDeclaration & { body: ts.Node };

function isFunctionWithBody(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

function nameOf(node: FunctionNode): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return "(a function without a name)";
}

export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  /** From its first line to its last. */
  readonly lines: number;
  /** Without the functions that are declared directly inside it: what is to be read at this level. */
  readonly ownLines: number;
}

/** Length in lines of every function of a module, nested ones too. */
export function functionSizes(file: string, text: string): FunctionSize[] {
  const source = parseModule(file, text);
  const linesOf = (node: ts.Node): { first: number; count: number } => {
    const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
    return { first, count: source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1 };
  };
  const found: FunctionSize[] = [];
  visit(source, (node) => {
    if (!isFunctionWithBody(node)) return;
    const { first, count } = linesOf(node);
    const inside = namedFunctionsIn(node.body).reduce((sum, inner) => sum + linesOf(inner).count, 0);
    found.push({ name: nameOf(node), line: first + 1, lines: count, ownLines: count - inside });
  });
  return found;
}

/** Function declarations and methods in a body, without those inside them. Callbacks are part of what is read. */
function namedFunctionsIn(body: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(body, (child) => {
    if (ts.isFunctionDeclaration(child) || ts.isMethodDeclaration(child)) found.push(child);
    else found.push(...namedFunctionsIn(child));
  });
  return found;
}

/** Does a module do anything? Types, constants and tables do not. */
export function hasBehaviour(file: string, text: string): boolean {
  return functionSizes(file, text).length > 0;
}

/** What a route file of the REST API has beside `export const METHOD = route(operation)`. Empty when it is in order. */
export function strangeRouteStatements(file: string, text: string): string[] {
  return parseModule(file, text)
    .statements.filter((statement) => !ts.isImportDeclaration(statement))
    .filter((statement) => !exportsCallsOf(statement, "route", /^(GET|POST|PUT|PATCH|DELETE)$/))
    .map(beginningOf);
}

/** What a file of server actions has beside its directive and `export const verb = action(useCase)`. */
export function strangeActionStatements(file: string, text: string): string[] {
  const [directive, ...rest] = parseModule(file, text).statements;
  if (directive?.getText().replace(/;$/, "") !== '"use server"') return ['it does not begin with "use server"'];
  return rest
    .filter((statement) => !ts.isImportDeclaration(statement) && !exportsCallsOf(statement, "action", /^[a-z]\w*$/))
    .map(beginningOf);
}

function beginningOf(statement: ts.Statement): string {
  return statement.getText().slice(0, 80);
}

function exportsCallsOf(statement: ts.Statement, callee: string, names: RegExp): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  return (
    isExported &&
    statement.declarationList.declarations.every(
      ({ name, initializer }) =>
        names.test(name.getText()) &&
        initializer !== undefined &&
        ts.isCallExpression(initializer) &&
        initializer.expression.getText() === callee,
    )
  );
}

const statementVerbs = /^(find|create|update|delete|upsert|count|aggregate|groupBy)/;

/** Calls of the Prisma client's delegates and SQL of a module, by their beginnings. */
export function databaseStatements(file: string, text: string): string[] {
  const found: string[] = [];
  visit(parseModule(file, text), (node) => {
    if (ts.isTaggedTemplateExpression(node) && /(^|\.)(sql|\$queryRaw|\$executeRaw)$/.test(node.tag.getText())) {
      found.push(node.getText().slice(0, 60));
    }
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression: delegate, name } = node.expression;
    const onClient = ts.isPropertyAccessExpression(delegate) && /(^|\.)(tx|db)$/.test(delegate.expression.getText());
    if ((onClient && statementVerbs.test(name.text)) || /^\$(query|execute)Raw/.test(name.text)) {
      found.push(node.expression.getText());
    }
  });
  return found;
}

export interface DeclaredVerb {
  readonly name: string | null;
  readonly permission: string | null;
}

/** The use-cases that a module defines, with the literals of their name and permission. */
export function declaredVerbs(file: string, text: string): DeclaredVerb[] {
  const found: DeclaredVerb[] = [];
  visit(parseModule(file, text), (node) => {
    if (!ts.isCallExpression(node) || !/^define(UseCase|Query)$/.test(node.expression.getText())) return;
    const [definition] = node.arguments;
    found.push({ name: literalOf(definition, "name"), permission: literalOf(definition, "permission") });
  });
  return found;
}

function literalOf(object: ts.Expression | undefined, key: string): string | null {
  if (!object || !ts.isObjectLiteralExpression(object)) return null;
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== key) continue;
    return ts.isStringLiteral(property.initializer) ? property.initializer.text : null;
  }
  return null;
}
