"use server";

import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { editConnection } from "@/lib/connections/use-cases/edit-connection";
import { requestConnectionTest } from "@/lib/connections/use-cases/request-connection-test";
import { action } from "@/lib/platform/http/action";

export const create = action(createConnection);
export const edit = action(editConnection);
export const test = action(requestConnectionTest);
