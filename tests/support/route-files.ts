import { readdir } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../app/api/v1");

export interface RouteFile {
  readonly file: string;
  /** Below /api/v1, with `{name}` for parameters. */
  readonly path: string;
}

/** Every route file of the REST API. */
export async function listRouteFiles(): Promise<RouteFile[]> {
  const entries = await readdir(root, { recursive: true });
  return entries
    .filter((entry) => path.basename(entry) === "route.ts")
    .sort()
    .map((entry) => ({
      file: path.join(root, entry),
      path: `/${path.dirname(entry)}`.replaceAll("[", "{").replaceAll("]", "}"),
    }));
}
