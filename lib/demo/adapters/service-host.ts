import type { SlotName } from "@/lib/traffic/port";
import { type ShopService, startShopService } from "../shop-service";
import { demoHost } from "./port-book";
import { type ServiceAnswer, ServiceCommand } from "./service-messages";

/** The two slots of one service of the shop in this process: each a server of one version, replaced when one is deployed. */
export function createServiceHost(service: string) {
  const slots = new Map<SlotName, ShopService>();

  async function obey(command: ServiceCommand): Promise<void> {
    const present = slots.get(command.slot);
    if (command.kind === "faults") {
      if (!present) throw new Error(`nothing runs in slot ${command.slot}`);
      present.setFaults(command.faults);
      return;
    }
    slots.delete(command.slot);
    await present?.close();
    const { version, port, faults } = command;
    slots.set(command.slot, await startShopService({ version, service, host: demoHost, port, faults }));
  }

  return {
    /** Do what a message asks; the answer says whether it worked. Null for what is no command. */
    async answer(message: unknown): Promise<ServiceAnswer | null> {
      const command = ServiceCommand.safeParse(message);
      if (!command.success) return null;
      const { id } = command.data;
      return obey(command.data).then(
        () => ({ id, error: null }),
        (error: Error) => ({ id, error: error.message }),
      );
    },
    async close(): Promise<void> {
      await Promise.all([...slots.values()].map((shop) => shop.close()));
    },
  };
}
