import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** The body is larger than agreed; nothing of it is kept. */
export class BodyTooLargeError extends Error {
  override name = "BodyTooLargeError";
}

/** The body is compressed in a way that was not asked for, or several times over. */
export class UnknownEncodingError extends Error {
  override name = "UnknownEncodingError";
}

function decoderFor(encoding: string): Transform | null {
  switch (encoding.trim().toLowerCase()) {
    case "":
    case "identity":
      return null;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      throw new UnknownEncodingError(`content-encoding ${JSON.stringify(encoding.slice(0, 40))}`);
  }
}

/**
 * Read a body to its end, decompressing as it comes, and stop at the first byte beyond `maxBytes` (counted after
 * decompression), so that a small archive that grows without end costs no more memory than the limit.
 */
export async function readCappedBody(body: Readable, encoding: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let decoder: Transform | null = null;
  try {
    decoder = decoderFor(encoding);
    // Errors of the source must reach the decoder, or the loop below would wait for ever.
    if (decoder !== null) body.once("error", (error) => decoder?.destroy(error));
    const source = decoder === null ? body : body.pipe(decoder);
    for await (const chunk of source as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    decoder?.destroy();
    // An early end closes the connection instead of reading the rest of what nobody wants.
    if (!body.readableEnded) body.on("error", () => undefined).destroy();
  }
}
