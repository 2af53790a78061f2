"use server";

import { acceptDifference } from "@/lib/cmdb/use-cases/accept-difference";
import { bringCmdb } from "@/lib/cmdb/use-cases/bring-cmdb";
import { reopenDifference } from "@/lib/cmdb/use-cases/reopen-difference";
import { requestComparison } from "@/lib/cmdb/use-cases/request-comparison";
import { requestCmdbRead } from "@/lib/cmdb/use-cases/request-reading";
import { action } from "@/lib/platform/http/action";

export const accept = action(acceptDifference);
export const reopen = action(reopenDifference);
export const compare = action(requestComparison);
export const bring = action(bringCmdb);
export const read = action(requestCmdbRead);
