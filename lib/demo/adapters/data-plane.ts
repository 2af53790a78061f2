import type { TargetConfig } from "@/lib/traffic/contract";
import type { SlotName } from "@/lib/traffic/port";

/** One service behind the data plane: its two slots and which of them has the traffic. */
export interface PlacedService {
  readonly slug: string;
  /** Where visitors ask for it. */
  readonly frontPort: number;
  readonly slotPorts: Readonly<Record<SlotName, number>>;
  readonly liveSlot: SlotName;
}

/** What stands between the visitors and the shop. */
export interface DataPlane {
  readonly kind: "haproxy" | "edge";
  /** The target of this service, as the product stores it. */
  targetOf(service: string): TargetConfig;
  /** The secret that goes with the targets. */
  readonly secret: string;
  /** Told when it ends unasked. */
  onFailure(tell: (reason: string) => void): void;
  close(): Promise<void>;
}
