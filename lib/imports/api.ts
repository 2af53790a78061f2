import { operation } from "@/lib/platform/http/operation";
import { FaultPage, ImportPage, ImportView, PartResult } from "./contract";
import { addImportPart } from "./use-cases/add-import-part";
import { cancelImport } from "./use-cases/cancel-import";
import { checkImport } from "./use-cases/check-import";
import { createImport } from "./use-cases/create-import";
import { getImport, listImportFaults, listImports } from "./use-cases/read-imports";
import { runImport } from "./use-cases/run-import";

const tag = "History imports";

export const importOperations = {
  listImports: operation({
    id: "listImports",
    method: "GET",
    path: "/imports",
    tag,
    summary: "List history imports, newest first",
    useCase: listImports,
    output: ImportPage,
  }),
  createImport: operation({
    id: "createImport",
    method: "POST",
    path: "/imports",
    tag,
    summary: "Announce a file of the past; its parts follow",
    useCase: createImport,
    output: ImportView,
    status: 201,
  }),
  getImport: operation({
    id: "getImport",
    method: "GET",
    path: "/imports/{id}",
    tag,
    summary: "Get a history import",
    useCase: getImport,
    output: ImportView,
  }),
  addImportPart: operation({
    id: "addImportPart",
    method: "PUT",
    path: "/imports/{id}/parts/{index}",
    tag,
    summary: "Send 524288 bytes of the file; the last part starts the reading",
    useCase: addImportPart,
    output: PartResult,
  }),
  checkImport: operation({
    id: "checkImport",
    method: "POST",
    path: "/imports/{id}/check",
    tag,
    summary: "Say what the columns of a table mean, and try every row",
    useCase: checkImport,
    output: ImportView,
  }),
  runImport: operation({
    id: "runImport",
    method: "POST",
    path: "/imports/{id}/run",
    tag,
    summary: "Let the records of a checked file become facts",
    useCase: runImport,
    output: ImportView,
  }),
  cancelImport: operation({
    id: "cancelImport",
    method: "POST",
    path: "/imports/{id}/cancel",
    tag,
    summary: "Stop an import",
    useCase: cancelImport,
    output: ImportView,
  }),
  listImportFaults: operation({
    id: "listImportFaults",
    method: "GET",
    path: "/imports/{id}/faults",
    tag,
    summary: "List what is wrong with the records of a file",
    useCase: listImportFaults,
    output: FaultPage,
  }),
};
