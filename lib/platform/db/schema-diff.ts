import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

type EngineModule = typeof import("@prisma/schema-engine-wasm/schema_engine_bg");
/** What wasm-bindgen's glue exports besides its declared types. */
type EngineGlue = EngineModule & { __wbg_set_wasm(exports: WebAssembly.Exports): void };

let engineModule: Promise<EngineGlue> | undefined;

const noFilter = { externalTables: [], externalEnums: [] };
/** PostgreSQL's internal type "char", one byte, used by its catalogue only. */
const internalCharOid = 18;

/**
 * What must be executed on the database at `databaseUrl` to make it what `schemaText` (a schema.prisma) says; an empty
 * string when nothing. Only what Prisma can express is compared: tables, columns, enums, keys, plain indexes. `databaseUrl`
 * is read, never changed. A development tool: the engine is Prisma's own, as WebAssembly.
 */
export async function diffDatabaseToSchema(databaseUrl: string, schemaText: string): Promise<string> {
  // The glue holds one instance in a variable of its module: a second one would break the first.
  engineModule ??= loadEngine();
  const glue = await engineModule;
  const schema = { path: "schema.prisma", content: schemaText };
  const catalogue = new CatalogueAdapterFactory(databaseUrl);
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogue);
  const engine = await glue.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
  try {
    const result = await engine.diff({
      from: { tag: "schemaDatasource", files: [schema], configDir: "." },
      to: { tag: "schemaDatamodel", files: [schema] },
      script: true,
      exitCode: null,
      filters: noFilter,
    });
    return tidyScript(result.stdout ?? "");
  } finally {
    engine.free();
    await catalogue.end();
  }
}

async function loadEngine(): Promise<EngineGlue> {
  const reportPanic = (message: string): never => {
    throw new Error(`The schema engine failed: ${message}`);
  };
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
  // The published entry imports the .wasm file as a module, which needs a bundler; so it is instantiated by hand.
  const glue = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as EngineGlue;
  const require = createRequire(import.meta.url);
  const file = require.resolve("@prisma/schema-engine-wasm").replace(/schema_engine\.js$/, "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(file), { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === "function") start();
  return glue;
}

/**
 * Prisma's adapter, made to read PostgreSQL 18's catalogue for the schema engine: the adapter does not know the internal type
 * "char", which the engine asks for, and the engine does not know that NOT NULL is a named constraint since PostgreSQL 18.
 */
class CatalogueAdapterFactory extends PrismaPg {
  private readonly pool: pg.Pool;
  private readonly charColumnsOf: WeakMap<object, readonly number[]>;

  constructor(connectionString: string) {
    const pool = new pg.Pool({ connectionString, max: 2 });
    super(pool);
    this.pool = pool;
    this.charColumnsOf = new WeakMap();
    const query = pool.query.bind(pool);
    const noting = async (config: pg.QueryConfig): Promise<pg.QueryResult> => this.noteCharColumns(await query(config));
    Object.assign(pool, { query: noting });
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const queryRaw: SqlDriverAdapter["queryRaw"] = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: async (...args: Parameters<typeof queryRaw>) => this.restoreCharColumns(await queryRaw(...args)),
    });
  }

  async end(): Promise<void> {
    await this.pool.end();
  }

  private noteCharColumns(result: pg.QueryResult): pg.QueryResult {
    const chars = result.fields.filter((field) => field.dataTypeID === internalCharOid);
    this.charColumnsOf.set(
      result.rows,
      chars.map((field) => result.fields.indexOf(field)),
    );
    for (const field of chars) field.dataTypeID = pg.types.builtins.TEXT;
    return result;
  }

  private restoreCharColumns(set: SqlResultSet): SqlResultSet {
    const charColumns = this.charColumnsOf.get(set.rows) ?? [];
    const constraintType = set.columnNames.indexOf("constraint_type");
    return {
      ...set,
      columnTypes: set.columnTypes.map((type, index) =>
        charColumns.includes(index) ? ColumnTypeEnum.Character : type,
      ),
      rows: constraintType < 0 ? set.rows : set.rows.filter((row) => row[constraintType] !== "n"),
    };
  }
}

/** The engine answers with a comment when there is nothing to do. */
function tidyScript(script: string): string {
  const hasStatement = script.split("\n").some((line) => line.trim() !== "" && !line.startsWith("--"));
  return hasStatement ? `${script.trim()}\n` : "";
}
