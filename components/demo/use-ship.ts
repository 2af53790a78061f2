import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import type { DemoView, ShipFault, ShipmentView, ShipVersionInput } from "@/lib/demo/contract";
import { demoKey } from "@/lib/demo/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

/** Ships, then follows the shipment to its rollout's page. `sending` is what is being deployed now. */
export function useShip(
  ship: ServerAction<ShipVersionInput, ShipmentView>,
  demo: DemoView | undefined,
): { send: (input: Required<ShipVersionInput>) => Promise<void>; sending: ShipFault | null; error: unknown } {
  const queryClient = useQueryClient();
  const router = useRouter();
  const announce = useAnnounce();
  const [sending, setSending] = useState<{ fault: ShipFault; id: string | null } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const shipped = demo?.shipments.find((shipment) => shipment.id === sending?.id);
  const rolloutId = shipped?.rollout?.id;

  useEffect(() => {
    if (rolloutId) router.push(`/rollouts/${rolloutId}`);
  }, [rolloutId, router]);

  async function send(input: Required<ShipVersionInput>): Promise<void> {
    setError(null);
    setSending({ fault: input.fault, id: null });
    try {
      const shipment = await callAction(ship, input);
      setSending({ fault: input.fault, id: shipment.id });
      announce(`Version ${shipment.version} is being deployed`);
    } catch (failure) {
      setSending(null);
      setError(failure);
    }
    await queryClient.invalidateQueries({ queryKey: demoKey });
  }

  return { send, sending: shipped?.state === "failed" ? null : (sending?.fault ?? null), error };
}
