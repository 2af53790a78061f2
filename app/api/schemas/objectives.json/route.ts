import { objectivesSchema } from "@/lib/slos/objectives-schema";

/** The JSON Schema of files of objectives, for editors; the same for everybody, so it needs no sign-in. */
export function GET(): Response {
  return Response.json(objectivesSchema(), {
    headers: { "cache-control": "public, max-age=300", "content-type": "application/schema+json" },
  });
}
