import type { OpenConnection } from "@/lib/connections/port";
import type { Ids } from "@/lib/platform/ids";
import type { AlarmMessage } from "./domain/alarm-message";

/** What became of one attempt to tell a connection. */
export type TellOutcome =
  | { readonly kind: "sent"; readonly answer: string }
  | {
      readonly kind: "refused";
      readonly why: string;
      /** Another attempt would end the same way. */
      readonly isFinal: boolean;
      /** How long the other side asks to be left alone; null when it does not say. */
      readonly retryAfterMs: number | null;
      /** It fell silent after it was given everything: it may have taken it. */
      readonly mayHaveArrived: boolean;
    };

/**
 * Tells one kind of connection. The same message may be given several times: what it makes on the other side is known by the id of the
 * alarm, so that it is there once. Never throws for what the other side does.
 */
export interface AlertChannel {
  tell(connection: OpenConnection, message: AlarmMessage): Promise<TellOutcome>;
}

/** Which channel stands behind a kind of connection. */
export type ChannelOf = (kind: string) => AlertChannel;

/** What changes of alarms stand on, inside the transaction of whoever makes them. */
export interface AlarmParts {
  readonly ids: Ids;
  /** Where people reach the product, without a slash at the end; null when that is not set. */
  readonly baseUrl: string | null;
}
