import type { TargetConfig } from "@/lib/traffic/contract";
import type { SlotName } from "@/lib/traffic/port";
import type { VisitorAnswer } from "./domain/exposure";
import type { ShopFaultsPatch } from "./shop-faults";

/** What the demonstration needs of the world: a shop that runs, and visitors. */

/** What runs in a slot: a version and what is wrong with it. */
export interface SlotContent {
  readonly version: string;
  readonly faults: ShopFaultsPatch;
}

/** A service as it is to be started: its slots and which of them has the traffic. */
export interface ServiceStart {
  readonly slug: string;
  readonly liveSlot: SlotName;
  readonly slots: Readonly<Record<SlotName, SlotContent | null>>;
}

export interface ShopPlan {
  /** Where configuration, ports and Prometheus' data are kept. */
  readonly folder: string;
  /** The token by which the product steers the data plane. */
  readonly planeToken: string;
  readonly services: readonly ServiceStart[];
  /** Told what a person should know about the start. */
  onNotice(notice: string): void;
}

/** The shop as it runs: its processes, the data plane before them, and perhaps a Prometheus that watches them. */
export interface Shop {
  readonly plane: "haproxy" | "edge";
  /** Null when it is not installed. */
  readonly prometheusUrl: string | null;
  /** The target of a service, as the product stores it. */
  targetOf(service: string): TargetConfig;
  /** The secret that goes with the targets. */
  readonly secret: string;
  /** Where visitors ask for a service. */
  frontUrl(service: string): string;
  healthUrls(service: string): Readonly<Record<SlotName, readonly string[]>>;
  versionIn(service: string, slot: SlotName): string | null;
  /** Run a version in a slot of a service, in place of what runs there. */
  deploy(service: string, slot: SlotName, content: SlotContent): Promise<void>;
  setFaults(service: string, slot: SlotName, faults: ShopFaultsPatch): Promise<void>;
  /** Told when a part of it ends unasked. */
  onFailure(tell: (reason: string) => void): void;
  close(): Promise<void>;
}

/** Starts the shop. Throws, with everything stopped again, when a part that it cannot do without does not come up. */
export type OpenShop = (plan: ShopPlan) => Promise<Shop>;

/** Visitors of one service: where they go, what they ask for, and who is told of each answer. */
export interface Visited {
  readonly url: string;
  readonly paths: readonly string[];
  readonly perSecond: number;
  /** `version` is null when the data plane answered by itself, or nobody did. */
  onAnswer(version: string | null, answer: VisitorAnswer): void;
}

export interface Visitors {
  stop(): Promise<void>;
}

/** Sends visitors until they are stopped. */
export type SendVisitors = (all: readonly Visited[]) => Visitors;
