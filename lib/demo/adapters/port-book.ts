import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { z } from "zod";

const Ports = z.record(z.string(), z.number().int().min(1_024).max(65_535));

/** Ports by what they are for. They stay the same over restarts as long as nobody else takes them. */
export interface PortBook {
  /** A port for this purpose that is free now. */
  portFor(purpose: string): Promise<number>;
  /** Note the port that was taken in the end. */
  keep(): Promise<void>;
}

export const demoHost = "127.0.0.1";

/** Open the book of ports in `file`; a missing or broken one begins empty. */
export async function openPortBook(file: string): Promise<PortBook> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const kept = Ports.safeParse(parse(text)).data ?? {};
  const given = new Set<number>();
  const book: Record<string, number> = {};

  async function choose(purpose: string): Promise<number> {
    const before = kept[purpose];
    if (before !== undefined && !given.has(before) && (await probe(before)) !== null) return before;
    for (;;) {
      const port = await probe(0);
      if (port !== null && !given.has(port)) return port;
    }
  }

  return {
    async portFor(purpose) {
      const port = await choose(purpose);
      given.add(port);
      book[purpose] = port;
      return port;
    },
    async keep() {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(book, null, 2)}\n`);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The port when it can be listened on now (any free one for 0); null when it is taken. */
function probe(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, demoHost, () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === "string" ? null : address.port));
    });
  });
}
