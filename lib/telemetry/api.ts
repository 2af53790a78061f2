import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { SourceView } from "./source-contract";
import { createSource } from "./use-cases/create-source";
import { editSource } from "./use-cases/edit-source";
import { getSource, listSources } from "./use-cases/read-sources";

const tag = "Metric sources";

export const telemetryOperations = {
  listSources: operation({
    id: "listSources",
    method: "GET",
    path: "/metric-sources",
    tag,
    summary: "List metric sources",
    useCase: listSources,
    output: z.object({ items: z.array(SourceView) }),
  }),
  createSource: operation({
    id: "createSource",
    method: "POST",
    path: "/metric-sources",
    tag,
    summary: "Create a metric source",
    useCase: createSource,
    output: SourceView,
    status: 201,
  }),
  getSource: operation({
    id: "getSource",
    method: "GET",
    path: "/metric-sources/{slug}",
    tag,
    summary: "Get a metric source",
    useCase: getSource,
    output: SourceView,
  }),
  editSource: operation({
    id: "editSource",
    method: "PATCH",
    path: "/metric-sources/{slug}",
    tag,
    summary: "Edit a metric source",
    useCase: editSource,
    output: SourceView,
  }),
};
