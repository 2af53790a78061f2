import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface Approver {
  readonly id: string;
  readonly email: string;
}

/** Active people who hold one of these roles and are none of these persons; at most 100. */
export async function listApprovers(
  db: SqlExecutor,
  roles: readonly string[],
  exceptPersons: readonly string[],
): Promise<Approver[]> {
  return db.query<Approver>(sql`
    select id, email from app_user where state = 'active' and roles::text[] && ${[...roles]}::text[]
      and not id = any(${[...exceptPersons]}::text[])
    order by id limit 100`);
}
