import { EDGE_BATCH_MAX, EdgeAnswers, EdgeIntentAnswers, type TrafficIntentMessage } from "@/lib/traffic/contract";
import {
  callOutbound,
  type FetchOutbound,
  givenUp,
  type OutboundAnswer,
  type OutboundInit,
  parseAnswer,
  refuseStatus,
  rejection,
} from "./outbound-call";

/** The admin door of one edge. What many ask of it at the same moment goes out as one request. */
export interface EdgeDoor {
  /** What the edge is called in messages. */
  readonly who: string;
  /** State or counters of a service, asked after this call. */
  read(what: "state" | "counters", service: string, signal: AbortSignal): Promise<OutboundAnswer>;
  put(service: string, intent: TrafficIntentMessage, signal: AbortSignal): Promise<OutboundAnswer>;
  /** Answered with 404 by an edge of an earlier version, which fences with a write only. */
  claim(service: string, term: number, signal: AbortSignal): Promise<OutboundAnswer>;
}

export interface EdgeAddress {
  readonly adminUrl: string;
  /** The admin token of the edge. */
  readonly token: string;
  /** 800 ms by default, as with HAProxy. */
  readonly deadlineMs?: number | undefined;
}

export type EdgeDoors = (address: EdgeAddress) => EdgeDoor;

/** One door for each edge, shared by all that open it through the same function. */
export function createEdgeDoors(fetchOutbound: FetchOutbound): EdgeDoors {
  const doors = new Map<string, EdgeDoor>();
  return (address) => {
    const key = JSON.stringify([address.adminUrl, address.token, address.deadlineMs]);
    const door = doors.get(key) ?? openDoor(fetchOutbound, address);
    doors.set(key, door);
    return door;
  };
}

/** What waits for the next request. */
interface Waiting<Item> {
  readonly item: Item;
  resolve(answer: OutboundAnswer): void;
  reject(error: unknown): void;
}

/** Collect what is asked within one turn of the event loop; nobody waits longer for that. */
function inBatches<Item>(
  askOne: (item: Item) => Promise<OutboundAnswer>,
  askMany: (items: readonly Item[]) => Promise<readonly OutboundAnswer[]>,
): (item: Item) => Promise<OutboundAnswer> {
  let waiting: Waiting<Item>[] = [];
  async function send(batch: readonly Waiting<Item>[]): Promise<void> {
    const [only] = batch;
    try {
      const items = batch.map(({ item }) => item);
      const answers = batch.length === 1 && only ? [await askOne(only.item)] : await askMany(items);
      for (const [index, one] of batch.entries()) one.resolve(answers[index] ?? unknownService);
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  }
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += EDGE_BATCH_MAX) void send(all.slice(at, at + EDGE_BATCH_MAX));
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length === 1) setImmediate(flush);
    });
}

const unknownService: OutboundAnswer = { status: 404, text: "", json: {} };

function openDoor(fetchOutbound: FetchOutbound, { adminUrl, token, deadlineMs = 800 }: EdgeAddress): EdgeDoor {
  const who = `The edge at ${adminUrl}`;
  const base = adminUrl.endsWith("/") ? adminUrl : `${adminUrl}/`;
  const authorization = `Bearer ${token}`;
  /** An edge of an earlier version answers one service at a time. */
  let knowsMany = true;

  const call = (path: string, init: OutboundInit): Promise<OutboundAnswer> => {
    const url = new URL(path, base).href;
    return callOutbound(fetchOutbound, { who, url, init, deadlineMs }, new AbortController().signal);
  };
  const get = (path: string): Promise<OutboundAnswer> => call(path, { method: "GET", headers: { authorization } });
  const put = (path: string, body: unknown): Promise<OutboundAnswer> => {
    const headers = { authorization, "content-type": "application/json" };
    return call(path, { method: "PUT", headers, body: JSON.stringify(body) });
  };
  const own = (service: string): string => `targets/${encodeURIComponent(service)}`;

  function reader(many: "targets" | "counters", ownPath: (service: string) => string) {
    const readOne = (service: string): Promise<OutboundAnswer> => get(ownPath(service));
    return inBatches(readOne, async (services) => {
      if (!knowsMany) return Promise.all(services.map(readOne));
      const query = new URLSearchParams([...new Set(services)].map((service) => ["service", service]));
      const answer = await get(`${many}?${query}`);
      knowsMany = answer.status !== 404;
      if (!knowsMany) return Promise.all(services.map(readOne));
      refuseStatus(who, answer);
      const { targets } = parseAnswer(who, EdgeAnswers, answer);
      return services.map((service) => {
        const json = Object.hasOwn(targets, service) ? targets[service] : undefined;
        return json === undefined ? unknownService : { status: 200, text: "", json };
      });
    });
  }

  interface Write {
    readonly service: string;
    readonly intent: TrafficIntentMessage;
  }
  const putOne = ({ service, intent }: Write): Promise<OutboundAnswer> => put(`${own(service)}/intent`, intent);
  const write = inBatches<Write>(putOne, async (writes) => {
    if (!knowsMany) return Promise.all(writes.map(putOne));
    const answer = await put("intents", { intents: writes });
    knowsMany = answer.status !== 404;
    if (!knowsMany) return Promise.all(writes.map(putOne));
    refuseStatus(who, answer);
    const { answers } = parseAnswer(who, EdgeIntentAnswers, answer);
    return answers.map(({ status, body }) => ({ status, text: "", json: body }));
  });
  interface Claim {
    readonly service: string;
    readonly term: number;
  }
  const claimMany = async (claims: readonly Claim[]): Promise<readonly OutboundAnswer[]> => {
    const answer = await put("claims", { claims });
    refuseStatus(who, answer);
    const { answers } = parseAnswer(who, EdgeIntentAnswers, answer);
    return answers.map(({ status, body }) => ({ status, text: "", json: body }));
  };
  const claim = inBatches<Claim>(async (one) => (await claimMany([one]))[0] ?? unknownService, claimMany);
  const readers = {
    state: reader("targets", own),
    counters: reader("counters", (service) => `${own(service)}/counters`),
  };

  async function unlessAborted(answer: Promise<OutboundAnswer>, signal: AbortSignal): Promise<OutboundAnswer> {
    try {
      return await Promise.race([answer, rejection(signal)]);
    } catch (error) {
      throw signal.aborted ? givenUp(who, error) : error;
    }
  }
  return {
    who,
    read: (what, service, signal) => unlessAborted(readers[what](service), signal),
    put: (service, intent, signal) => unlessAborted(write({ service, intent }), signal),
    claim: (service, term, signal) => unlessAborted(claim({ service, term }), signal),
  };
}
