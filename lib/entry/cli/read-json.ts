import { CliFailure } from "./api";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

/** What a JSON file holds; `-` is the input. Throws CliFailure with the file's name when it is no JSON. */
export async function readJson(session: Session, file: string): Promise<unknown> {
  try {
    return JSON.parse(await session.surroundings.readFile(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(exitCodes.usage, `${file} cannot be read as JSON: ${why}`);
  }
}
