import { z } from "zod";
import { ObjectivesFile } from "./as-code-contract";

/** The JSON Schema (2020-12) of a file of objectives, made from what the product parses it with. */
export function objectivesSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(ObjectivesFile, { io: "input", target: "draft-2020-12", unrepresentable: "any" });
  return { ...schema, title: "Objectives of Signalbox" };
}
