import { AppError } from "@/lib/kernel/app-error";

const maxBodyBytes = 1_048_576;

/** The body as text. Throws `payload_too_large` at the first byte beyond the limit. */
export async function readText(request: Request): Promise<string> {
  return Buffer.from(await readBytes(request, maxBodyBytes)).toString("utf8");
}

/** The body as it came. Throws `payload_too_large` at the first byte beyond `maxBytes`. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new AppError("payload_too_large", { detail: `Send at most ${maxBytes} bytes.` });
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}
