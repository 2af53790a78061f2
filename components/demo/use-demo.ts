import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { DemoView } from "@/lib/demo/contract";
import { demoKey, fetchDemo } from "@/lib/demo/queries";

const refreshMs = 1_000;

/** The demonstration's state; asked every second while something is on its way. */
export function useDemo(): UseQueryResult<DemoView> {
  return useQuery({
    queryKey: demoKey,
    queryFn: ({ signal }) => fetchDemo(signal),
    refetchInterval: ({ state }) => (state.data?.shipments.some((one) => !one.measured.isFinal) ? refreshMs : false),
  });
}
