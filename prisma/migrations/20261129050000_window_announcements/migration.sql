-- CreateTable
CREATE TABLE "window_announcement" (
    "id" BIGSERIAL NOT NULL,
    "window_id" TEXT NOT NULL,
    "announced_at" TIMESTAMPTZ(3) NOT NULL,
    "is_withdrawn" BOOLEAN NOT NULL DEFAULT false,
    "kind" "window_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "environment_id" TEXT,
    "service_id" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "window_announcement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "window_announcement_window_id_idx" ON "window_announcement"("window_id");

-- CreateIndex
CREATE INDEX "window_announcement_ends_at_idx" ON "window_announcement"("ends_at");

-- What was announced and when is append-only: a window that is moved or deleted later changes no figure of the past.
revoke update, delete, truncate on window_announcement from signalbox_app;
create trigger window_announcement_append_only before update or delete or truncate on window_announcement
  for each statement execute function refuse_change();

-- Windows of before: one that was never changed was announced when it was made. Of one that was changed it is not known when it came to say
-- what it says, so that it counts as announced now.
insert into window_announcement (window_id, announced_at, kind, name, environment_id, service_id, starts_at, ends_at)
select id, case when revision = 1 then created_at else clock_timestamp() end, kind, name, environment_id, service_id, starts_at, ends_at
from change_window;
