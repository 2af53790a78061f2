import type { Reason } from "@/lib/kernel/result";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { activePersons } from "../meeting-read-model";

interface Invited {
  readonly id: string;
  readonly name: string;
  readonly isRequired: boolean;
}

/** Why attendance cannot be kept as given: somebody unknown, or nothing said of somebody who was to be there. */
export async function attendanceReasons(
  db: SqlExecutor,
  invited: readonly Invited[],
  given: readonly { readonly personId: string; readonly attended: boolean }[],
): Promise<Reason[]> {
  const said = new Set(given.map(({ personId }) => personId));
  const known = await activePersons(db, [...said]);
  const unknown = given.flatMap(({ personId }, index) =>
    known.has(personId) || invited.some(({ id }) => id === personId)
      ? []
      : [
          {
            code: "unknown",
            field: `attendance.${index}.personId`,
            message: "There is no such person.",
            remedy: "Choose somebody who is there.",
          },
        ],
  );
  const unsaid = invited
    .filter(({ id, isRequired }) => isRequired && !said.has(id))
    .map(({ name }) => ({
      code: "attendance_missing",
      field: "attendance",
      message: `Nothing is said of ${name}, who was to be there.`,
      remedy: "Say whether they came.",
    }));
  const nobody = given.some(({ attended }) => attended)
    ? []
    : [
        {
          code: "nobody_came",
          field: "attendance",
          message: "Nobody was there.",
          remedy: "Hold it once somebody comes.",
        },
      ];
  return [...unknown, ...unsaid, ...nobody];
}
