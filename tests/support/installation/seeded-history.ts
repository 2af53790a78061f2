import type { ImportView } from "@/lib/imports/contract";
import { until } from "../until";
import type { ProductApi } from "./product-api";

const table = [
  "app,env,version,deployed,result,commit",
  "basket,production,0.9.0,2026-01-05 10:00:00,SUCCESS,0a1b2c3d",
  "basket,production,0.9.1,2026-02-30 10:00:00,SUCCESS,1a2b3c4d",
  "a-service-with-a-name-that-is-longer-than-any-column,production,0.9.2,2026-02-10 10:00:00,purple,2a3b4c5d",
  "basket,staging,0.9.2,2026-02-09 10:00:00,FAILURE,3a4b5c6d",
].join("\n");

/** A file of the past that waits to be run, a CMDB that differs, a receiver that nobody listens at. */
export async function seedHistory(api: ProductApi, service: string): Promise<{ importId: string; connection: string }> {
  await api.post("/connections", {
    slug: "cmdb-file",
    name: "CMDB of the platform team",
    config: { kind: "csv_cmdb", zone: "Europe/Berlin" },
  });
  await api.post("/reconciliation/cmdb", {
    connection: "cmdb-file",
    csv: `id,service,environment,version,owner\n1,${service},production,0.1.0,Somebody else\n2,Mainframe,live,7,Operations\n`,
  });
  const connection = "audit-syslog";
  await api.post("/connections", {
    slug: connection,
    name: "Security's log",
    config: { kind: "syslog", host: "127.0.0.1", port: 65_001, transport: "tcp", startFrom: "now" },
  });
  const bytes = Buffer.from(table);
  const given = { fileName: "deployments-2026.csv", format: "csv", sizeBytes: bytes.length };
  const { id } = await api.post<ImportView>("/imports", given);
  await api.put(`/imports/${id}/parts/0`, { data: bytes.toString("base64") });
  const mapped = await reached(api, id, "mapping");
  const mapping = { ...mapped.preview?.guess, zone: "Europe/Berlin", dateOrder: null };
  await api.post(`/imports/${id}/check`, { revision: mapped.revision, mapping });
  await reached(api, id, "checked");
  return { importId: id, connection };
}

function reached(api: ProductApi, id: string, state: ImportView["state"]): Promise<ImportView> {
  return until(
    `the import is ${state}`,
    async () => {
      const found = await api.get<ImportView>(`/imports/${id}`);
      return found.state === state && found;
    },
    { deadlineMs: 30_000, everyMs: 150 },
  );
}
