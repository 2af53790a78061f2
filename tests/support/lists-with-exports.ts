import { apiOperations } from "@/lib/api-operations";
import type { Operation } from "@/lib/platform/http/operation";

/** Exports with the lists that they are of: `rollout.export` and `rollout.list`. */
export function listsWithExports(): { readonly file: Operation; readonly list: Operation }[] {
  return apiOperations
    .filter(({ path }) => path.startsWith("/exports/"))
    .map((file) => {
      const name = file.useCase.name.replace(/\.export(_list)?$/, ".list");
      const list = apiOperations.find(({ useCase }) => useCase.name === name);
      if (!list) throw new Error(`${file.id} is of no list: there is no ${name}`);
      return { file, list };
    });
}
