import type { Harness } from "./harness";

/** Which tables were changed since, each with how often. A change that was rolled back is none. */
export interface NotedChanges {
  list(): Promise<{ readonly table: string; readonly changes: number }[]>;
}

/**
 * Note every row that is inserted, changed or deleted from now on, in every table but these. Sees more than a sum over all tables
 * would, as of what was changed and set back, and costs nothing to ask.
 */
export async function noteChanges({ database, db }: Harness, except: readonly string[]): Promise<NotedChanges> {
  await database.asSuperuser(`
    create table noted_change ("table" text not null);
    grant select on noted_change to public;
    create function note_change() returns trigger language plpgsql security definer as $$
      begin insert into noted_change values (tg_table_name); return null; end $$;
    do $$
      declare name text;
      begin
        for name in select tablename from pg_tables where schemaname = 'public'
          and tablename <> all (array[${["noted_change", ...except].map((table) => `'${table}'`).join(", ")}])
        loop
          execute format('create trigger noted after insert or update or delete on %I for each row execute function note_change()', name);
        end loop;
      end $$`);
  return {
    list: () => db.$queryRaw`select "table", count(*)::int as changes from noted_change group by 1 order by 1`,
  };
}
