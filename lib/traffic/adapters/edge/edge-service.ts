import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { TargetStateAnswer, TrafficIntentMessage } from "@/lib/traffic/contract";
import { claimedBy, isAccepted } from "@/lib/traffic/domain/fence";
import { rotate } from "@/lib/traffic/domain/rotation";
import type { AcceptedPair, SafeSplit, SlotName, SlotObservation } from "@/lib/traffic/port";
import { DeadManSwitch } from "./dead-man-switch";
import type { EdgeServiceConfig } from "./edge-config";
import { type RequestOutcome, SlotMetrics } from "./slot-metrics";

export interface Upstream {
  /** Value of the sticky cookie, for example `b0`. */
  readonly id: string;
  readonly slot: SlotName;
  readonly url: string;
  /** What the health check says; null when there is none. */
  isUp: boolean | null;
}

/** A request or websocket on its way to an upstream. */
export interface Flight {
  readonly upstream: Upstream;
  readonly startedAtMs: number;
  /** Its slot was closed under it. */
  isCut: boolean;
  isRecorded: boolean;
  /** End it at once, on both sides. */
  cut: () => void;
}

export type IntentOutcome = { readonly accepted: true } | { readonly accepted: false; readonly newest: AcceptedPair };

const SLOTS = ["a", "b"] as const;
/** Below the 5 s after which Node's servers drop idle connections, so that we rarely write into a closing one. */
const IDLE_UPSTREAM_MS = 4_000;

/** The split of one service: who gets the next request, what is on its way, and what was counted. */
export class EdgeService {
  private readonly upstreams: Readonly<Record<SlotName, readonly Upstream[]>>;
  private readonly metrics = { a: new SlotMetrics(), b: new SlotMetrics() };
  private readonly flights = { a: new Set<Flight>(), b: new Set<Flight>() };
  private readonly agents = { a: newAgents(), b: newAgents() };
  private sharePercent: Readonly<Record<SlotName, number>>;
  private closed: readonly SlotName[] = [];
  private slotCredits: readonly number[] = [];
  private slotWeightsKey = "";
  private readonly nextInSlot = { a: 0, b: 0 };
  private newest: AcceptedPair | null;
  private readonly hold = new DeadManSwitch();

  constructor(
    readonly config: EdgeServiceConfig,
    remembered: AcceptedPair | null,
  ) {
    this.sharePercent = config.initialSharePercent;
    this.newest = remembered;
    const list = (slot: SlotName): Upstream[] =>
      config.slots[slot].map((url, index) => ({ id: `${slot}${index}`, slot, url, isUp: null }));
    this.upstreams = { a: list("a"), b: list("b") };
  }

  get allUpstreams(): readonly Upstream[] {
    return [...this.upstreams.a, ...this.upstreams.b];
  }

  /**
   * Take the split over unless a newer write was accepted. Slots that are closed by it are drained and cut. Its hold
   * replaces the one before; when that runs out, the safe split is set and the same owner may come back.
   */
  apply(intent: TrafficIntentMessage): IntentOutcome {
    const { term, epoch, hold } = intent;
    if (this.newest !== null && !isAccepted(intent, this.newest)) return { accepted: false, newest: this.newest };
    this.newest = { term, epoch };
    this.split(intent);
    if (hold === null) this.hold.lift();
    else this.hold.set(hold.ttlMs, () => this.split(hold.safe));
    return { accepted: true };
  }

  /** Refuse writes of earlier terms from now on; nothing else changes. */
  claim(term: number): IntentOutcome {
    const claimed = claimedBy(term, this.newest);
    if (claimed === null && this.newest !== null) return { accepted: false, newest: this.newest };
    this.newest = claimed;
    return { accepted: true };
  }

  /** The newest accepted pair. */
  get accepted(): AcceptedPair | null {
    return this.newest;
  }

  private split({ sharePercent, closed }: SafeSplit): void {
    this.sharePercent = sharePercent;
    const newlyClosed = closed.filter((slot) => !this.closed.includes(slot));
    this.closed = [...new Set(closed)];
    for (const slot of newlyClosed) this.empty(slot);
  }

  /** The server for a new request, or null when no slot with a share has one that is up. */
  choose(stickyId: string | null): Upstream | null {
    const kept = this.allUpstreams.find((upstream) => upstream.id === stickyId);
    if (kept !== undefined && this.canTake(kept)) return kept;
    const weights = SLOTS.map((slot) => this.liveShare(slot));
    const key = weights.join(":");
    const step = rotate(weights, key === this.slotWeightsKey ? this.slotCredits : []);
    this.slotWeightsKey = key;
    this.slotCredits = step.credits;
    const slot = SLOTS[step.index];
    if (slot === undefined) return null;
    const able = this.upstreams[slot].filter((upstream) => this.canTake(upstream));
    this.nextInSlot[slot] = (this.nextInSlot[slot] + 1) % able.length;
    return able[this.nextInSlot[slot]] ?? null;
  }

  agentFor(upstream: Upstream): HttpAgent {
    return upstream.url.startsWith("https:") ? this.agents[upstream.slot].https : this.agents[upstream.slot].http;
  }

  begin(upstream: Upstream, startedAtMs: number, cut: () => void): Flight {
    const flight: Flight = { upstream, startedAtMs, isCut: false, isRecorded: false, cut };
    this.flights[upstream.slot].add(flight);
    return flight;
  }

  end(flight: Flight): void {
    this.flights[flight.upstream.slot].delete(flight);
  }

  /** Count what became of a flight, once; the first word is the last. */
  record(flight: Flight, outcome: RequestOutcome, nowMs: number): void {
    if (flight.isRecorded) return;
    flight.isRecorded = true;
    this.metrics[flight.upstream.slot].record(outcome, nowMs - flight.startedAtMs);
  }

  counts(slot: SlotName): ReturnType<SlotMetrics["read"]> {
    return this.metrics[slot].read();
  }

  state(incarnation: string): TargetStateAnswer {
    return {
      incarnation,
      acceptedEpoch: this.newest?.epoch ?? null,
      acceptedTerm: this.newest?.term ?? null,
      hold: this.hold.observe(),
      slots: { a: this.observe("a"), b: this.observe("b") },
    };
  }

  /** Cut everything and let go of all sockets. */
  destroy(): void {
    this.hold.lift();
    for (const slot of SLOTS) {
      for (const flight of this.flights[slot]) this.cut(flight);
      destroyAgents(this.agents[slot]);
    }
  }

  private observe(slot: SlotName): SlotObservation {
    const live = { a: this.liveShare("a"), b: this.liveShare("b") };
    const sum = live.a + live.b;
    const own = this.upstreams[slot];
    return {
      sharePercent: sum === 0 ? 0 : (100 * live[slot]) / sum,
      serversTotal: own.length,
      serversUp: own.some((upstream) => upstream.isUp !== null)
        ? own.filter((upstream) => upstream.isUp === true).length
        : null,
      closed: this.closed.includes(slot),
    };
  }

  /** The share of a slot as long as it has a server that can take a request, else 0. */
  private liveShare(slot: SlotName): number {
    return this.upstreams[slot].some((upstream) => this.canTake(upstream)) ? this.sharePercent[slot] : 0;
  }

  private canTake(upstream: Upstream): boolean {
    return upstream.isUp !== false && !this.closed.includes(upstream.slot);
  }

  /** Let the requests of a slot go on for the drain time, then cut what is left. */
  private empty(slot: SlotName): void {
    const leaving = [...this.flights[slot]];
    const leavingAgents = this.agents[slot];
    this.agents[slot] = newAgents();
    const timer = setTimeout(() => {
      for (const flight of leaving) if (this.flights[slot].has(flight)) this.cut(flight);
      destroyAgents(leavingAgents);
    }, this.config.drainMs);
    timer.unref();
  }

  private cut(flight: Flight): void {
    flight.isCut = true;
    flight.cut();
  }
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

function newAgents(): Agents {
  const options = { keepAlive: true, maxFreeSockets: 64, timeout: IDLE_UPSTREAM_MS };
  return { http: new HttpAgent(options), https: new HttpsAgent(options) };
}

function destroyAgents({ http, https }: Agents): void {
  http.destroy();
  https.destroy();
}
