import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { EventSourceView, WithSecretOnce } from "./contract";
import { createEventSource } from "./use-cases/create-event-source";
import { editEventSource } from "./use-cases/edit-event-source";
import { getSignalSource, listSignalSources } from "./use-cases/read-event-sources";

const tag = "Signals";

export const signalOperations = {
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
};
