import { commitProjector, requestProjector, ticketProjector } from "@/lib/changes/change-projection-store";
import { flagProjector } from "@/lib/changes/flag-projection-store";
import { deploymentProjector } from "@/lib/deployments/deployment-projection-store";
import { customerProjector } from "@/lib/incidents/customer-projection-store";
import { incidentProjector } from "@/lib/incidents/incident-projection-store";
import { vendorParsers } from "@/lib/ingest/adapters/parsers";
import { createPushParser } from "@/lib/ingest/adapters/push/push-parser";
import { vendorReconcilers } from "@/lib/ingest/adapters/reconcilers";
import type { Projector, Reconciler, SignalParser } from "@/lib/ingest/port";
import { createSignalRegistry, type SignalRegistry } from "@/lib/ingest/registry";
import { qualityProjector } from "@/lib/pipelines/quality-projection-store";
import { runProjector } from "@/lib/pipelines/run-projection-store";

/** Who reads which kind of source. */
const parsers: readonly SignalParser[] = [createPushParser(), ...vendorParsers];

/** Who makes rows of facts. They run in this order; later ones may read what earlier ones made. */
const projectors: readonly Projector[] = [
  runProjector,
  qualityProjector,
  commitProjector,
  requestProjector,
  ticketProjector,
  flagProjector,
  deploymentProjector,
  incidentProjector,
  customerProjector,
];

/** Who asks which kind of system for what its webhooks may have lost. */
const reconcilers: readonly Reconciler[] = vendorReconcilers;

/** Choose the parsers, projectors and reconcilers of signals. */
export function composeSignals(): SignalRegistry {
  return createSignalRegistry({ parsers, projectors, reconcilers });
}
