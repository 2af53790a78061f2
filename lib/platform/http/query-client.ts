import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-client";

const maxRetries = 2;

/** A query client with the product's defaults. Hints and polling refresh data, so focus alone does not refetch. Client-safe. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < maxRetries && (!(error instanceof ApiError) || error.isRetryable),
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      },
      mutations: { retry: false },
    },
  });
}
