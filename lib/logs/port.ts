import type { OpenConnection } from "@/lib/connections/port";
import type { LogQuestion } from "./domain/log-queries";

/** Lines of a service in a span of time. */
export interface LogCounts {
  /** Of any level: none at all means that nothing is known. */
  readonly lines: number;
  readonly errorsPerMinute: ReadonlyMap<number, number>;
}

/** A log system. Throws AppError with the cause in words for whatever the other side did wrong, a partial answer included. */
export interface LogReader {
  count(connection: OpenConnection, question: LogQuestion): Promise<LogCounts>;
  /** Where people look at these lines; null when the connection names no such place. */
  linkTo(connection: OpenConnection, question: LogQuestion): string | null;
  test(connection: OpenConnection): Promise<string>;
}
