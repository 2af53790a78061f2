import { z } from "zod";
import { operation } from "@/lib/platform/http/operation";
import { ConnectionView } from "./contract";
import { createConnection } from "./use-cases/create-connection";
import { editConnection } from "./use-cases/edit-connection";
import { getConnection, listConnections } from "./use-cases/read-connections";
import { requestConnectionTest } from "./use-cases/request-connection-test";

const tag = "Connections";

export const connectionOperations = {
  listConnections: operation({
    id: "listConnections",
    method: "GET",
    path: "/connections",
    tag,
    summary: "List connections to other systems",
    useCase: listConnections,
    output: z.object({ items: z.array(ConnectionView) }),
  }),
  createConnection: operation({
    id: "createConnection",
    method: "POST",
    path: "/connections",
    tag,
    summary: "Create a connection",
    useCase: createConnection,
    output: ConnectionView,
    status: 201,
  }),
  getConnection: operation({
    id: "getConnection",
    method: "GET",
    path: "/connections/{slug}",
    tag,
    summary: "Get a connection",
    useCase: getConnection,
    output: ConnectionView,
  }),
  editConnection: operation({
    id: "editConnection",
    method: "PATCH",
    path: "/connections/{slug}",
    tag,
    summary: "Edit a connection, or put it out of use",
    useCase: editConnection,
    output: ConnectionView,
  }),
  testConnection: operation({
    id: "testConnection",
    method: "POST",
    path: "/connections/{slug}/test",
    tag,
    summary: "Ask for a test of a connection",
    useCase: requestConnectionTest,
    output: z.object({ requested: z.literal(true) }),
    status: 202,
  }),
};
