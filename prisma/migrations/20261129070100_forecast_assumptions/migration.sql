-- CreateTable
CREATE TABLE "forecast_assumption" (
    "id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "kept_by" TEXT NOT NULL,
    "kept_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forecast_assumption_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "forecast_assumption_scope_kept_at_idx" ON "forecast_assumption"("scope", "kept_at" DESC);

-- What was assumed before stays readable.
revoke update, delete, truncate on forecast_assumption from signalbox_app;
create trigger forecast_assumption_append_only before update or delete or truncate on forecast_assumption
  for each statement execute function refuse_change();
