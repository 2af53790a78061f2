import type { ConnectionConfig, ConnectionTest } from "./contract";

/** A connection with its secret, for the adapter that speaks to the other side. */
export interface OpenConnection<Config extends ConnectionConfig = ConnectionConfig> {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly config: Config;
  readonly secret: string | null;
}

/** Tries a connection without changing anything on the other side. Throws AppError with the cause in words. */
export type TestConnection = (connection: OpenConnection) => Promise<ConnectionTest>;
