import type { ServiceNowCmdbConfig } from "@/lib/connections/contract";
import type { OpenConnection, TestConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { authorizationOf, callJson } from "@/lib/platform/http/connection-call";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { recordsOf } from "../cmdb-item";
import type { ReadCmdb } from "../port";

const pageRecords = 1_000;
const maxPages = 200;

/** `sys_id`s of ServiceNow; anything else would become part of the query. */
const plainId = /^[A-Za-z0-9_-]{1,64}$/;

function addressOf(config: ServiceNowCmdbConfig, limit: number, after: string | null): string {
  const fields = [
    "sys_id",
    "name",
    "sys_class_name",
    "sys_updated_on",
    config.serviceField,
    config.environmentField,
    config.versionField,
    config.ownerField,
  ];
  const conditions = [config.query, after === null ? "" : `sys_id>${after}`, "ORDERBYsys_id"].filter(Boolean);
  const query = new URLSearchParams({
    sysparm_query: conditions.join("^"),
    sysparm_fields: [...new Set(fields)].join(","),
    sysparm_display_value: "all",
    sysparm_exclude_reference_link: "true",
    sysparm_limit: String(limit),
  });
  return `${config.url.replace(/\/+$/, "")}/api/now/table/${encodeURIComponent(config.table)}?${query}`;
}

function strange(message: string, remedy: string): AppError {
  return new AppError("upstream_failed", { detail: message, reasons: [{ code: "wrong_shape", message, remedy }] });
}

function lastIdOf(records: readonly unknown[]): string {
  const last = records.at(-1) as { sys_id?: unknown } | null | undefined;
  const given = last?.sys_id;
  const id = typeof given === "object" && given !== null && "value" in given ? given.value : given;
  if (typeof id === "string" && plainId.test(id)) return id;
  throw strange("ServiceNow sent records without a sys_id.", "Let the user read this field.");
}

/** Reads a table page by page, each after the last id of the one before, so that records that come and go in between move no page. */
export function createServiceNow(outbound: OutboundClient): { readonly read: ReadCmdb; readonly test: TestConnection } {
  async function page(
    connection: OpenConnection<ServiceNowCmdbConfig>,
    limit: number,
    after: string | null,
  ): Promise<readonly unknown[]> {
    const { config, secret } = connection;
    const answer = await callJson(outbound, {
      who: "ServiceNow",
      url: addressOf(config, limit, after),
      headers: authorizationOf({ authentication: config.authentication, user: config.user, secret }),
      timeoutMs: 30_000,
      maxBodyBytes: 24 * 1_048_576,
    });
    const records = recordsOf(answer);
    if (records === null)
      throw strange("ServiceNow's answer has no `result` list.", "Check the address and the table.");
    return records;
  }

  return {
    async read(connection) {
      const all: unknown[] = [];
      let after: string | null = null;
      for (let pages = 0; pages < maxPages; pages += 1) {
        const records = await page(connection, pageRecords, after);
        for (const record of records) all.push(record);
        if (records.length < pageRecords) return all;
        after = lastIdOf(records);
      }
      throw strange(`The table has more than ${pageRecords * maxPages} records.`, "Narrow the query.");
    },
    async test(connection) {
      const given = connection as OpenConnection<ServiceNowCmdbConfig>;
      const records = await page(given, 1, null);
      const isEmpty = records.length === 0;
      return {
        ok: !isEmpty,
        message: isEmpty ? "ServiceNow answers, but no record fits." : "ServiceNow answers with records.",
        remedy: isEmpty ? "Check table and query, and what the user may read." : null,
      };
    },
  };
}
