-- AlterTable
ALTER TABLE "environment_terms" ADD COLUMN     "sprint_calendar_id" TEXT;

-- CreateTable
CREATE TABLE "sprint_calendar" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "length_days" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sprint_calendar_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sprint_calendar_slug_key" ON "sprint_calendar"("slug");

-- AddForeignKey
ALTER TABLE "environment_terms" ADD CONSTRAINT "environment_terms_sprint_calendar_id_fkey" FOREIGN KEY ("sprint_calendar_id") REFERENCES "sprint_calendar"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table sprint_calendar add constraint sprint_calendar_length check (length_days between 1 and 60);

-- The sprints of each environment become a calendar of its own: two that go alike today need not be those of one team.
insert into sprint_calendar (id, slug, name, first_day, length_days, time_zone, updated_by, updated_at)
select 'spr_' || md5(e.id), e.slug, left('Sprints of ' || e.name, 100), t.sprint_first_day, t.sprint_length_days,
  t.sprint_time_zone, t.updated_by, t.updated_at
from environment_terms t join environment e on e.id = t.environment_id where t.sprint_first_day is not null;
update environment_terms set sprint_calendar_id = 'spr_' || md5(environment_id) where sprint_first_day is not null;
