import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unpack } from "@/lib/imports/adapters/unpack";
import { importLimits } from "@/lib/imports/contract";
import { readTable } from "@/lib/platform/csv-table";
import { refusalOf } from "@/tests/support/harness";

// Security: row 68 of docs/security-checks.md.
interface ZipEntry {
  readonly name: string;
  readonly body: Buffer;
  /** What the archive claims, when it lies. */
  readonly claimedSize?: number;
}

/** A zip archive, written by hand so that it can be wrong. */
function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, body, claimedSize } of entries) {
    const packed = deflateRawSync(body);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(body), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claimedSize ?? body.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const text = (words: string): Buffer => Buffer.from(words);

describe("unpacking", () => {
  it("reads plain, gzip and zip, and UTF-16 with its mark", async () => {
    expect(await unpack("a.csv", text("a,b"))).toEqual([{ name: "a.csv", text: "a,b" }]);
    expect(await unpack("a.csv.gz", gzipSync("a,b"))).toEqual([{ name: "a.csv", text: "a,b" }]);
    const packed = zip([
      { name: "z.json", body: text("[1]") },
      { name: "folder/a.json", body: text("[2]") },
      { name: "picture.png", body: text("no text") },
    ]);
    expect((await unpack("a.zip", packed)).map(({ name }) => name)).toEqual(["folder/a.json", "z.json"]);
    expect(await unpack("a.csv", Buffer.from("\uFEFFa,ä", "utf16le"))).toEqual([{ name: "a.csv", text: "a,ä" }]);
  });

  it.each(["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "..\\evil.csv"])(
    "refuses an archive with the name %s",
    async (name) => {
      const refusal = await refusalOf(unpack("a.zip", zip([{ name, body: text("a") }])));
      expect(refusal.code).toBe("invalid_input");
    },
  );

  it("stops at the limit, however small a bomb is and whatever it claims", async () => {
    const bomb = Buffer.alloc(importLimits.maxUnpackedBytes + 1_000, "a");
    expect((await refusalOf(unpack("a.gz", gzipSync(bomb)))).message).toContain("100 MB");
    expect((await refusalOf(unpack("a.zip", zip([{ name: "a.csv", body: bomb }])))).message).toContain("100 MB");
    const lying = zip([{ name: "a.csv", body: bomb, claimedSize: 10 }]);
    expect((await refusalOf(unpack("a.zip", lying))).code).toBe("invalid_input");
  });

  it("refuses too many entries", async () => {
    const many = Array.from({ length: importLimits.maxEntries + 1 }, (_, at) => ({
      name: `${at}.csv`,
      body: text("a"),
    }));
    expect((await refusalOf(unpack("a.zip", zip(many)))).message).toContain("at most");
  });

  it("answers whatever bytes come with files or a refusal", async () => {
    const heads = fc.constantFrom([], [0x50, 0x4b, 3, 4], [0x1f, 0x8b], [0xff, 0xfe]);
    await fc.assert(
      fc.asyncProperty(heads, fc.uint8Array({ maxLength: 300 }), async (head, rest) => {
        const bytes = Uint8Array.from([...head, ...rest]);
        const found = await unpack("a", bytes).catch((error: { code?: string }) => error.code);
        expect(Array.isArray(found) || found === "invalid_input").toBe(true);
      }),
    );
  });
});

describe("tables", () => {
  it("finds the separator, keeps line breaks in quotes, and tells columns of one name apart", () => {
    const table = readTable('date;date;"what"\n1;2;"a\nb;c"\n\n3;4;x\n');
    expect(table.header).toEqual(["date", "date (2)", "what"]);
    expect(table.rows).toEqual([["1", "2", "a\nb;c"], [], ["3", "4", "x"], []]);
    expect(table.delimiter).toBe(";");
  });

  it("never loses a cell, whatever it holds", () => {
    const cell = fc.string();
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const file = ["a,b", ...rows.map((row) => row.map(quoted).join(","))].join("\n");
        expect(readTable(file).rows).toEqual(rows.map((row) => [...row]));
      }),
    );
  });

  it("answers any text with a table or a refusal", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 500 }), async (file) => {
        const found = await Promise.resolve()
          .then(() => readTable(file))
          .catch((error: { code?: string }) => error.code);
        expect(typeof found === "object" || found === "invalid_input").toBe(true);
      }),
    );
  });
});
