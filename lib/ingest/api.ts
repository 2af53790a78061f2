import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { pageOf } from "@/lib/platform/paging";
import { EventSourceView, WithSecretOnce } from "./contract";
import { DeliveryDetail, DeliveryRow, ReplayAnswer, SetAsideSubject } from "./delivery-contract";
import { SourceHealthView } from "./health-contract";
import { NameRow } from "./name-contract";
import { PushAnswer } from "./push-contract";
import { createEventSource } from "./use-cases/create-event-source";
import { editEventSource } from "./use-cases/edit-event-source";
import { listNames } from "./use-cases/list-names";
import { pushSignals } from "./use-cases/push-signals";
import { getDelivery, listDeliveries, listFailedSubjects } from "./use-cases/read-deliveries";
import { getSignalSource, listSignalSources } from "./use-cases/read-event-sources";
import { getSourceHealth, listSourceHealth } from "./use-cases/read-source-health";
import { replayDeliveries } from "./use-cases/replay-deliveries";
import { retireSourceSecret } from "./use-cases/retire-source-secret";
import { retrySubjects } from "./use-cases/retry-subjects";
import { rotateSourceSecret } from "./use-cases/rotate-source-secret";
import { sayName } from "./use-cases/say-name";

const tag = "Signals";

/** Setting up who sends. */
const sources = {
  listSignalSources: operation({
    id: "listSignalSources",
    method: "GET",
    path: "/signal-sources",
    tag,
    summary: "List event sources",
    useCase: listSignalSources,
    output: z.object({ items: z.array(EventSourceView) }),
  }),
  createSignalSource: operation({
    id: "createSignalSource",
    method: "POST",
    path: "/signal-sources",
    tag,
    summary: "Create an event source; a secret that is made here is in the answer once",
    useCase: createEventSource,
    output: WithSecretOnce,
    status: 201,
  }),
  getSignalSource: operation({
    id: "getSignalSource",
    method: "GET",
    path: "/signal-sources/{slug}",
    tag,
    summary: "Get an event source",
    useCase: getSignalSource,
    output: EventSourceView,
  }),
  editSignalSource: operation({
    id: "editSignalSource",
    method: "PATCH",
    path: "/signal-sources/{slug}",
    tag,
    summary: "Edit an event source, stop or resume listening to it",
    useCase: editEventSource,
    output: EventSourceView,
  }),
  rotateSignalSecret: operation({
    id: "rotateSignalSecret",
    method: "POST",
    path: "/signal-sources/{slug}/rotate",
    tag,
    summary: "Give an event source a new secret beside the present one",
    useCase: rotateSourceSecret,
    output: WithSecretOnce,
  }),
  retireSignalSecret: operation({
    id: "retireSignalSecret",
    method: "POST",
    path: "/signal-sources/{slug}/retire",
    tag,
    summary: "End the older of two secrets",
    useCase: retireSourceSecret,
    output: EventSourceView,
  }),
};

/** What became of what was sent. */
const deliveries = {
  listSourceHealth: operation({
    id: "listSourceHealth",
    method: "GET",
    path: "/signal-health",
    tag,
    summary: "List how every event source does",
    useCase: listSourceHealth,
    output: z.object({ items: z.array(SourceHealthView) }),
  }),
  getSourceHealth: operation({
    id: "getSourceHealth",
    method: "GET",
    path: "/signal-sources/{slug}/health",
    tag,
    summary: "Get how one event source does",
    useCase: getSourceHealth,
    output: SourceHealthView,
  }),
  listDeliveries: operation({
    id: "listDeliveries",
    method: "GET",
    path: "/signal-sources/{slug}/deliveries",
    tag,
    summary: "List deliveries of an event source",
    useCase: listDeliveries,
    output: pageOf(DeliveryRow),
  }),
  getDelivery: operation({
    id: "getDelivery",
    method: "GET",
    path: "/signal-sources/{slug}/deliveries/{id}",
    tag,
    summary: "Get a delivery as it came, and what it says",
    useCase: getDelivery,
    output: DeliveryDetail,
  }),
  replayDeliveries: operation({
    id: "replayDeliveries",
    method: "POST",
    path: "/signal-sources/{slug}/replay",
    tag,
    summary: "Have deliveries of an event source read again",
    useCase: replayDeliveries,
    output: ReplayAnswer,
  }),
  listFailedSubjects: operation({
    id: "listFailedSubjects",
    method: "GET",
    path: "/signal-failures",
    tag,
    summary: "List what could not be projected",
    useCase: listFailedSubjects,
    output: z.object({ items: z.array(SetAsideSubject) }),
  }),
  retrySubjects: operation({
    id: "retrySubjects",
    method: "POST",
    path: "/signal-failures/retry",
    tag,
    summary: "Have everything projected again that failed",
    useCase: retrySubjects,
    output: z.object({ queued: z.number() }),
  }),
};

/** What names mean, and signals of those who have a token. */
const meanings = {
  listNames: operation({
    id: "listNames",
    method: "GET",
    path: "/signal-sources/{slug}/names",
    tag,
    summary: "List names that an event source uses and what they mean",
    useCase: listNames,
    output: z.object({ items: z.array(NameRow) }),
  }),
  sayName: operation({
    id: "sayName",
    method: "PUT",
    path: "/signal-sources/{slug}/names",
    tag,
    summary: "Say what a sender's name means; its history is made again",
    useCase: sayName,
    output: z.object({ subjects: z.number() }),
  }),
  pushSignals: operation({
    id: "pushSignals",
    method: "POST",
    path: "/signals",
    tag,
    summary: "Send signals in the product's own form",
    useCase: pushSignals,
    output: PushAnswer,
    status: 201,
  }),
};

export const signalOperations = { ...sources, ...deliveries, ...meanings };
