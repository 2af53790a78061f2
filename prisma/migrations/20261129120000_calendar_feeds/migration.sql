-- CreateTable
CREATE TABLE "calendar_feed" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "team_id" TEXT,
    "environment_ids" TEXT[],
    "kinds" TEXT[],
    "token_hash" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_read_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendar_publication" (
    "key" TEXT NOT NULL,
    "item" JSONB NOT NULL,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_publication_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "calendar_pass" (
    "id" INTEGER NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendar_pass_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holiday_calendar" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "team_id" TEXT,
    "url" TEXT,
    "text" TEXT,
    "etag" TEXT,
    "left_out" INTEGER NOT NULL DEFAULT 0,
    "tried_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "holiday_calendar_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "holiday" (
    "calendar_id" TEXT NOT NULL,
    "uid" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "end_day" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "holiday_pkey" PRIMARY KEY ("calendar_id","uid","first_day")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_token_hash_key" ON "calendar_feed"("token_hash");

-- CreateIndex
CREATE INDEX "calendar_feed_owner_id_idx" ON "calendar_feed"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "holiday_calendar_name_key" ON "holiday_calendar"("name");

-- CreateIndex
CREATE INDEX "holiday_calendar_next_at_idx" ON "holiday_calendar"("next_at");

-- CreateIndex
CREATE INDEX "holiday_first_day_idx" ON "holiday"("first_day");

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holiday_calendar" ADD CONSTRAINT "holiday_calendar_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "holiday" ADD CONSTRAINT "holiday_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "holiday_calendar"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A feed is of a team exactly when it names one.
alter table calendar_feed add constraint calendar_feed_scope
  check (scope in ('mine', 'all') and team_id is null or scope = 'team' and team_id is not null);
alter table calendar_pass add constraint calendar_pass_one check (id = 1);
alter table calendar_publication add constraint calendar_publication_sequence check (sequence >= 0);
alter table holiday add constraint holiday_days
  check (first_day ~ '^\d{4}-\d\d-\d\d$' and end_day ~ '^\d{4}-\d\d-\d\d$' and end_day > first_day);
