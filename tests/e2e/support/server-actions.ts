import { readFileSync } from "node:fs";
import path from "node:path";
import type { World } from "@/tests/support/installation/world";
import { ask } from "./plain-requests";

interface Manifest {
  readonly node: Readonly<Record<string, { readonly filename: string; readonly exportedName: string }>>;
}

const manifestFile = path.resolve(import.meta.dirname, "../../../.next/server/server-reference-manifest.json");

/** Id under which the build that is running knows a server action, for example of `app/(console)/audit/actions.ts`. */
export function actionId(filename: string, exportedName: string): string {
  const { node } = JSON.parse(readFileSync(manifestFile, "utf8")) as Manifest;
  for (const [id, action] of Object.entries(node)) {
    if (action.filename === filename && action.exportedName === exportedName) return id;
  }
  throw new Error(`there is no action ${exportedName} in ${filename}`);
}

export interface ActionPost {
  readonly page: string;
  readonly id: string;
  readonly cookie: string;
  /** Arguments as React encodes them: a JSON list, or a form with numbered parts. */
  readonly body: string | FormData | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Call a server action as a page of ours does, whatever stands in the body. */
export function postAction(world: World, { page, id, cookie, body, headers }: ActionPost): Promise<Response> {
  const sent: Record<string, string> = {
    accept: "text/x-component",
    "next-action": id,
    "sec-fetch-site": "same-origin",
    origin: world.baseUrl,
    cookie,
    ...(body instanceof FormData ? {} : { "content-type": "text/plain;charset=UTF-8" }),
    ...headers,
  };
  return ask(world, page, sent, { method: "POST", body });
}
