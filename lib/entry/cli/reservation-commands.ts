import { type Command, InvalidArgumentError } from "commander";
import type { ReservationBoard, ReservationView } from "@/lib/reservations/contract";
import { exitCodes } from "./exit-code";
import type { Session } from "./session";

interface ReserveOptions {
  readonly environment: string;
  readonly for: string;
  readonly hours: number;
  readonly service?: readonly string[];
  readonly units?: number;
  readonly team?: string;
  /** False with `--no-queue`. */
  readonly queue: boolean;
  readonly wait?: boolean;
  readonly timeout: number;
}

const pollMs = 5_000;
const path = (id: string, command = ""): string => `/reservations/${encodeURIComponent(id)}${command}`;

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}

function lineOf({ reference, state, position, slot, preparation, waitsFor, id }: ReservationView): string {
  const where = position === null ? "" : ` It is number ${position} in the queue.`;
  const when = slot === null ? "" : ` ${slot.startsAt} to ${slot.endsAt}.`;
  const more = preparation?.sentence ?? waitsFor[0]?.sentence ?? "";
  return `${reference} (${id}): ${state.replaceAll("_", " ")}.${where}${when} ${more}`.trim();
}

/** `signalbox reserve` and `signalbox reservation …`. */
export function addReservationCommands(program: Command, session: Session): void {
  program
    .command("reserve")
    .description("reserve an environment from now on; ends with 3 when it is taken and one would not wait")
    .requiredOption("--environment <slug>", "environment")
    .requiredOption("--for <words>", "what for")
    .requiredOption("--hours <count>", "how long", whole)
    .option("--service <slug...>", "services in it; the whole environment when left out")
    .option("--units <count>", "units that are shared; alone when left out", whole)
    .option("--team <slug>", "team that it is for")
    .option("--no-queue", "do not wait in the queue where it is taken")
    .option("--wait", "wait until it is there; ends with 5 when it is not in time, and stays in the queue")
    .option("--timeout <seconds>", "how long to wait", whole, 3_600)
    .action((options: ReserveOptions) => reserve(session, options));
  const reservation = program.command("reservation").description("look at a reservation, use it, give it back");
  reservation
    .command("status")
    .description("show a reservation")
    .argument("<id>")
    .action(async (id: string) => {
      const view = await session.call<ReservationView>({ method: "GET", path: path(id) });
      session.print(view, lineOf(view));
    });
  for (const [command, words] of [
    ["release", "give a reservation back, or leave the queue"],
    ["check-in", "say that it is used, so that it does not go back"],
    ["data-ready", "say that its data is ready; how late it was is measured by it"],
  ] as const) {
    reservation
      .command(command)
      .description(words)
      .argument("<id>")
      .action(async (id: string) => {
        const view = await session.call<ReservationView>({ method: "POST", path: path(id, `/${command}`), body: {} });
        session.print(view, lineOf(view));
      });
  }
}

async function reserve(session: Session, options: ReserveOptions): Promise<void> {
  const { environment, hours, service, units, team, queue } = options;
  const at = `/environments/${encodeURIComponent(environment)}/reservations`;
  // The server's clock counts: this machine's may be off.
  const { asOf } = await session.call<ReservationBoard>({ method: "GET", path: at });
  const startsAt = Date.parse(asOf);
  const body = {
    purpose: options.for,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + hours * 3_600_000).toISOString(),
    ifTaken: queue ? "queue" : "refuse",
    ...(service ? { services: service } : {}),
    ...(units === undefined ? {} : { units }),
    ...(team ? { team } : {}),
  };
  const asked = await session.call<ReservationView>({ method: "POST", path: at, body });
  const view = options.wait ? await waitFor(session, asked, options.timeout * 1_000) : asked;
  session.print(view, lineOf(view));
  if (view.endedAt !== null) session.exitCode = exitCodes.refused;
  else if (options.wait && view.state !== "active") session.exitCode = exitCodes.timeout;
}

/** Ask again and again until it is there, over, or time is up; the last answer. */
async function waitFor(session: Session, first: ReservationView, timeoutMs: number): Promise<ReservationView> {
  const { surroundings } = session;
  const startedAt = surroundings.nowMs();
  let view = first;
  while (view.endedAt === null && view.state !== "active" && surroundings.nowMs() - startedAt < timeoutMs) {
    await surroundings.sleep(pollMs);
    view = await session.call<ReservationView>({ method: "GET", path: path(view.id) });
  }
  return view;
}
