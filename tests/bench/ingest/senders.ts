import { Agent, request } from "node:http";
import type { Fact } from "@/lib/ingest/domain/fact";

/** One body to send, with the sender's id of it. */
export interface Outgoing {
  readonly id: string;
  readonly body: string;
}

export interface SendOutcome {
  readonly id: string;
  /** HTTP status; 0 when nothing answered. */
  readonly status: number;
  readonly ackMs: number;
}

export interface Senders {
  send(outgoing: Outgoing): Promise<SendOutcome>;
  close(): void;
}

/** Senders over kept-alive connections, as hooks of busy systems are. */
export function createSenders(url: string, secret: string): Senders {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send({ id, body }) {
      const startedAt = performance.now();
      return new Promise((resolve) => {
        const done = (status: number): void => resolve({ id, status, ackMs: performance.now() - startedAt });
        const headers = {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          authorization: `Bearer ${secret}`,
          "idempotency-key": id,
        };
        const outgoing = request(url, { method: "POST", agent, headers, timeout: 10_000 }, (answer) => {
          answer.resume();
          answer.on("end", () => done(answer.statusCode ?? 0));
          answer.on("error", () => done(0));
        });
        outgoing.on("timeout", () => outgoing.destroy(new Error("timeout")));
        outgoing.on("error", () => done(0));
        outgoing.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}

/** A fact as the push door takes it: times in ISO 8601, with the whole subject key. */
export function asEvent(fact: Fact): Record<string, unknown> {
  const iso = Object.fromEntries(
    Object.entries(fact).map(([name, value]) => [
      name,
      /At$/.test(name) && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
  if (fact.kind !== "pipeline_run" && fact.kind !== "pipeline_stage" && fact.kind !== "deployment") return iso;
  const { runKey: _, ...rest } = iso;
  return { ...rest, id: fact.subjectKey.slice(0, 200) };
}

/**
 * Send these at a steady rate, whatever the answers: a sender does not wait for another one's. Resolves when all are
 * answered.
 */
export async function sendAtRate(
  senders: Senders,
  outgoing: readonly Outgoing[],
  perSecond: number,
): Promise<SendOutcome[]> {
  const startedAt = performance.now();
  const answers: Promise<SendOutcome>[] = [];
  while (answers.length < outgoing.length) {
    const due = Math.min(Math.ceil(((performance.now() - startedAt) / 1_000) * perSecond), outgoing.length);
    while (answers.length < due) answers.push(senders.send(outgoing[answers.length] as Outgoing));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return Promise.all(answers);
}
