import type { ServiceNowCmdbConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";

/** Reads all records of a CMDB. Throws AppError `upstream_failed` or `upstream_timeout` with the cause in words. */
export type ReadCmdb = (connection: OpenConnection<ServiceNowCmdbConfig>) => Promise<readonly unknown[]>;
