import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

/** The generated glue, with the hook that joins it to its WebAssembly half and is missing from its types. */
type Glue = typeof import('@prisma/schema-engine-wasm') & { __wbg_set_wasm(exports: WebAssembly.Exports): void };

/**
 * Runs work with Prisma's schema engine on one connection. The CLI would first download its engine from outside the
 * package registry; this one is a WebAssembly module that came with the packages.
 */
export async function withSchemaEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await loadEngine();
  const catalogue = engineConnection(databaseUrl);
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, engineAdapter(catalogue));
  try {
    return await work(engine);
  } catch (error) {
    // The engine knows only that its script failed; what PostgreSQL said about it stayed on our side.
    if (catalogue.refusal) throw catalogue.refusal;
    throw lastPanic ? new Error(lastPanic, { cause: error }) : error;
  } finally {
    engine.free();
    await catalogue.pool.end();
  }
}

// Where the glue leaves a panic's message before it throws a bare "unreachable".
const panics = globalThis as { PRISMA_WASM_PANIC_REGISTRY?: { set_message(message: string): void } };
let lastPanic: string | undefined;
const keepPanic = (message: string) => {
  lastPanic = message;
};

let loading: Promise<Glue> | undefined;

/** Node cannot import a .wasm file the way the package's own entry does, so the two halves are joined by hand. */
async function loadEngine(): Promise<Glue> {
  loading ??= (async () => {
    panics.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: keepPanic };
    const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as Glue;
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const { instance } = await WebAssembly.instantiate(await readFile(script.replace(/\.js$/, '.wasm')), {
      './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
    });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
    return glue;
  })();
  return loading;
}

// pg_type.oid of "char", in which the catalogue keeps its flags, and of text.
const charOid = 18;
const textOid = 25;

type Catalogue = { pool: pg.Pool; charColumns: WeakMap<unknown[][], number[]>; refusal?: Error };

/** The engine reads "char" columns of the catalogue, a type PrismaPg does not know: they pass it as text, remembered. */
function engineConnection(databaseUrl: string): Catalogue {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const charColumns: Catalogue['charColumns'] = new WeakMap();
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>;
  const remembering = async (config: pg.QueryConfig) => {
    const result = await query(config);
    const found = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === charOid ? [index] : []));
    if (found.length > 0) charColumns.set(result.rows, found);
    for (const index of found) (result.fields[index] as pg.FieldDef).dataTypeID = textOid;
    return result;
  };
  pool.query = remembering as typeof pool.query;
  return { pool, charColumns };
}

/**
 * PrismaPg cuts a script at every semicolon, which breaks function bodies. Sent whole, as one simple query, a
 * migration is also one transaction: it happens, or nothing does.
 */
function engineAdapter(catalogue: Catalogue): object {
  const { pool, charColumns } = catalogue;
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of charColumns.get(result.rows) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    adapter.executeScript = async (script) => {
      await pool.query(script).catch((error: Error) => {
        catalogue.refusal = error;
        throw error;
      });
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}
