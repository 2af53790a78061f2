import type { ServiceNowIncidentConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { at, listAt, textAt } from "@/lib/kernel/json-value";
import { authorizationOf, refusalOfStatus } from "@/lib/platform/http/connection-call";
import type { OutboundClient, OutboundResponse } from "@/lib/platform/http/outbound";
import type { AlarmMessage } from "../domain/alarm-message";
import { changedIncident, correlationOf, newIncident } from "../domain/servicenow-incident";
import type { AlertChannel, TellOutcome } from "../port";
import { outcomeOfFailure, refusedBy } from "./answer-outcome";
import { jsonOf } from "./json-of";

const usualTimeoutMs = 15_000;
const who = "ServiceNow";
/** `sys_id`s of ServiceNow; anything else would become part of the address. */
const plainId = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * ServiceNow's incidents by its Table API. The API makes a second record of a repeated request, so each attempt looks first whether ours is
 * there, by its correlation_id: https://docs.servicenow.com, "Table API".
 */
export function createServiceNowChannel(
  outbound: OutboundClient,
  timeoutMs = usualTimeoutMs,
): AlertChannel & { test(connection: OpenConnection): Promise<string> } {
  function call(
    connection: OpenConnection<ServiceNowIncidentConfig>,
    method: "GET" | "POST" | "PATCH",
    rest: string,
    body?: object,
  ): Promise<OutboundResponse> {
    const { config, secret } = connection;
    return outbound.request({
      url: `${config.url.replace(/\/+$/, "")}/api/now/table/${encodeURIComponent(config.table)}${rest}`,
      method,
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...authorizationOf({ authentication: config.authentication, user: config.user, secret }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMs,
    });
  }

  function find(connection: OpenConnection<ServiceNowIncidentConfig>, alarmId: string): Promise<OutboundResponse> {
    const query = new URLSearchParams({
      sysparm_query: `correlation_id=${correlationOf(alarmId)}^ORDERBYsys_created_on`,
      sysparm_fields: "sys_id,number",
      sysparm_limit: "1",
    });
    return call(connection, "GET", `?${query}`);
  }

  async function tell(
    connection: OpenConnection<ServiceNowIncidentConfig>,
    message: AlarmMessage,
  ): Promise<TellOutcome> {
    const found = await find(connection, message.alarmId);
    if (found.status !== 200) return { ...refusal(found), mayHaveArrived: false };
    const [there] = listAt(jsonOf(found), "result");
    const id = textAt(there, "sys_id");
    if (there === undefined) {
      // An end without a beginning would open a record only to close it.
      if (message.step !== "trigger")
        return { kind: "sent", answer: "There is no such incident there; nothing to do." };
      return outcomeOf(await call(connection, "POST", "", newIncident(message, connection.config)), "Opened");
    }
    if (id === undefined || !plainId.test(id)) return strange;
    if (message.step === "trigger") return { kind: "sent", answer: `It is there already as ${nameOf(there)}.` };
    return outcomeOf(await call(connection, "PATCH", `/${id}`, changedIncident(message, connection.config)), "Changed");
  }

  return {
    async tell(connection, message) {
      try {
        return await tell(connection as OpenConnection<ServiceNowIncidentConfig>, message);
      } catch (error) {
        return outcomeOfFailure(error);
      }
    },
    async test(connection) {
      const answer = await find(connection as OpenConnection<ServiceNowIncidentConfig>, "test");
      if (answer.status !== 200) throw refusalOfStatus(who, answer);
      if (!Array.isArray(at(jsonOf(answer), "result"))) {
        const message = "ServiceNow's answer has no `result` list.";
        const reasons = [{ code: "wrong_shape", message, remedy: "Check the address and the table." }];
        throw new AppError("upstream_failed", { detail: message, reasons });
      }
      return "ServiceNow lets us read its incidents. Whether we may write is seen by a test of a route.";
    },
  };
}

const strange: TellOutcome = {
  kind: "refused",
  why: "ServiceNow sent a record without a sys_id: let the user read this field.",
  isFinal: false,
  retryAfterMs: null,
  mayHaveArrived: false,
};

function refusal(answer: OutboundResponse): Extract<TellOutcome, { kind: "refused" }> {
  const said = textAt(jsonOf(answer), "error", "message") ?? textAt(jsonOf(answer), "error", "detail") ?? null;
  return refusedBy(who, answer, said) as Extract<TellOutcome, { kind: "refused" }>;
}

function nameOf(record: unknown): string {
  return textAt(record, "number") ?? textAt(record, "sys_id") ?? "a record without a number";
}

function outcomeOf(answer: OutboundResponse, verb: "Opened" | "Changed"): TellOutcome {
  if (answer.status !== 200 && answer.status !== 201) return refusal(answer);
  const record = at(jsonOf(answer), "result");
  return { kind: "sent", answer: `${verb} ${nameOf(record)}.` };
}
