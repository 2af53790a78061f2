import { z } from "zod";
import { ObjectivesFile } from "./as-code-contract";
import { fileOf } from "./definition-documents";
import { definitionKinds } from "./definition-kinds";

/** The JSON Schema (2020-12) of a document of objectives, policies, clocks or hours, made from what the product parses it with. */
export function objectivesSchema(): Readonly<Record<string, unknown>> {
  const others = definitionKinds().map(fileOf);
  const file = others.length === 0 ? ObjectivesFile : z.union([ObjectivesFile, ...others]);
  const schema = z.toJSONSchema(file, { io: "input", target: "draft-2020-12", unrepresentable: "any" });
  return { ...schema, title: "Definitions of Signalbox" };
}
