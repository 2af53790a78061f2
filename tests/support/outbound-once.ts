import { createOutboundClient } from "@/lib/platform/http/outbound";

/** Asks the address in its arguments once, as the product would, and prints the status or the code of the failure. */
const client = createOutboundClient({ allowCidrs: ["127.0.0.0/8"] });
client
  .request({ url: process.argv[2] ?? "" })
  .then(
    ({ status }) => console.log(`status ${status}`),
    (error: { code?: string; message: string }) => console.log(`${error.code}: ${error.message}`),
  )
  .finally(() => client.close());
