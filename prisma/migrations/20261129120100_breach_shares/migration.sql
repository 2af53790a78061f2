-- Who has a part in a breach of an objective that stands on others, as it was computed once after a cause was seen.
CREATE TABLE "breach_share" (
    "breach_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "objective" TEXT,
    "name" TEXT NOT NULL,
    "service_id" TEXT,
    "team_id" TEXT,
    "share_percent" DECIMAL(9,4),
    "evidence" TEXT NOT NULL,

    CONSTRAINT "breach_share_pkey" PRIMARY KEY ("breach_id", "cause", "position")
);
CREATE INDEX "breach_share_team_id_idx" ON "breach_share"("team_id");
ALTER TABLE "breach_share" ADD CONSTRAINT "breach_share_breach_id_fkey" FOREIGN KEY ("breach_id") REFERENCES "breach"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "breach_share" ADD CONSTRAINT "breach_share_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "breach_share" ADD CONSTRAINT "breach_share_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

alter table breach_share add constraint breach_share_kind check (kind in ('own', 'objective', 'vendor', 'unknown'));
alter table breach_share add constraint breach_share_percent check (share_percent between 0 and 100);

revoke delete, truncate on breach_share from signalbox_app;
