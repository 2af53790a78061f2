import { createOutboundClient, type OutboundClient } from "@/lib/platform/http/outbound";
import { outboundLimits } from "@/lib/platform/http/outbound-limits";

export interface CountingClient extends OutboundClient {
  /** Requests since the last call of `count`. */
  count(): number;
}

/** A real client that may reach this machine and counts what it sends. */
export function countingClient(maxBodyBytes: number = outboundLimits.telemetry.maxBodyBytes): CountingClient {
  const limits = { ...outboundLimits.telemetry, maxBodyBytes };
  const client = createOutboundClient({ allowCidrs: ["127.0.0.0/8"] }, { limits });
  let requests = 0;
  return {
    request: (request, signal) => {
      requests += 1;
      return client.request(request, signal);
    },
    count: () => {
      const counted = requests;
      requests = 0;
      return counted;
    },
    close: client.close,
  };
}
