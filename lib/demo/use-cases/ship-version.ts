import { lockedService } from "@/lib/catalog/use-cases/edit-service";
import { AppError } from "@/lib/kernel/app-error";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ShipmentView, ShipVersionInput } from "../contract";
import { busyReason, findShipmentView } from "../demo-read-model";
import { demoServices } from "../demo-shop";
import { nextVersion } from "../domain/next-version";
import { shipVersionJob } from "../jobs";
import { insertShipment } from "../shipment-store";
import { takenVersions } from "../shop-read-model";
import { onlyInDemo } from "./only-in-demo";

/**
 * Ask the demonstration's pipeline for a new version of a service, healthy or with a fault. The pipeline deploys it to the
 * idle slot and starts the rollout in the name of whoever asked. One at a time for each service.
 */
export const shipVersion = defineUseCase({
  name: "demo.ship",
  permission: "rollout:start",
  input: ShipVersionInput,
  subject: (input) => ({ kind: "service", id: input.service ?? null }),
  async handle({ input, actor, tx, ids, runtime, record, enqueue, hint }): Promise<ShipmentView> {
    onlyInDemo(runtime);
    if (!demoServices.some((service) => service.slug === input.service)) {
      const names = demoServices.map((service) => service.slug).join(", ");
      throw invalidField("service", `The demonstration has no service “${input.service}”.`, `Choose one of ${names}.`);
    }
    const service = await lockedService(tx, input.service);
    const busy = await busyReason(tx, service.id);
    if (busy !== null) {
      const remedy = "Let it end, or take it out of traffic on its page, and ship then.";
      throw new AppError("rejected", {
        detail: busy,
        reasons: [{ code: "service_busy", field: "service", message: busy, remedy }],
      });
    }
    const version = nextVersion(await takenVersions(tx, service.id));
    const id = ids.next("shp");
    await insertShipment(tx, { id, serviceId: service.id, version, fault: input.fault, actor });
    await enqueue(shipVersionJob, { shipmentId: id });
    await record({
      subject: { kind: "shipment", id, name: `${input.service} ${version}` },
      after: { service: input.service, version, fault: input.fault },
    });
    await hint({ topic: "demo", id, revision: 1 });
    const shipment = await findShipmentView(tx, id);
    if (!shipment) throw new Error("a shipment that was just inserted is not there");
    return shipment;
  },
});
