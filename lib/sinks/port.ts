import type { OpenConnection } from "@/lib/connections/port";
import type { ShippedRecord } from "./domain/audit-record";

/**
 * A receiver of audit records. `send` ends when the receiver has accepted all of them, in their order; it throws AppError when it has
 * not, and they are sent again. A receiver that got some of them must know them again by their ids.
 */
export interface RecordSink {
  send(connection: OpenConnection, records: readonly ShippedRecord[]): Promise<void>;
  /** Says hello without leaving a record, where the receiver's protocol can. */
  test(connection: OpenConnection): Promise<string>;
}
