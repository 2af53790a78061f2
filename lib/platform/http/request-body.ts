import { AppError } from "@/lib/kernel/app-error";

const maxBodyBytes = 1_048_576;

/** The body as text. Throws `payload_too_large` at the first byte beyond the limit. */
export async function readText(request: Request): Promise<string> {
  const reader = request.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxBodyBytes) {
      await reader.cancel();
      throw new AppError("payload_too_large", { detail: `Send at most ${maxBodyBytes} bytes.` });
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString("utf8");
}
