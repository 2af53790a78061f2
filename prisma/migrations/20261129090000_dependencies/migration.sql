-- CreateTable
CREATE TABLE "dependency_declaration" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "versions" TEXT NOT NULL,
    "is_exact" BOOLEAN NOT NULL,
    "environment_id" TEXT,
    "origin" TEXT NOT NULL,
    "evidence" TEXT,
    "said_by" TEXT NOT NULL,
    "said_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "dependency_declaration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dependency_need" (
    "declaration_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "range" TEXT NOT NULL,

    CONSTRAINT "dependency_need_pkey" PRIMARY KEY ("declaration_id","provider_id")
);

-- CreateTable
CREATE TABLE "contract_result" (
    "id" BIGSERIAL NOT NULL,
    "consumer_id" TEXT NOT NULL,
    "consumer_version" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "provider_version" TEXT NOT NULL,
    "is_verified" BOOLEAN NOT NULL,
    "evidence" TEXT,
    "pushed_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contract_result_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observed_call" (
    "consumer_id" TEXT NOT NULL,
    "consumer_version" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "observed_call_pkey" PRIMARY KEY ("consumer_id","consumer_version","provider_id","environment_id")
);

-- CreateTable
CREATE TABLE "stated_presence" (
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "versions" TEXT[],
    "evidence" TEXT,
    "stated_by" TEXT NOT NULL,
    "stated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stated_presence_pkey" PRIMARY KEY ("service_id","environment_id")
);

-- CreateTable
CREATE TABLE "dependency_ignore" (
    "id" TEXT NOT NULL,
    "consumer_id" TEXT NOT NULL,
    "provider_id" TEXT,
    "environment_id" TEXT,
    "reason" TEXT NOT NULL,
    "ignored_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "dependency_ignore_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dependency_declaration_service_id_versions_idx" ON "dependency_declaration"("service_id", "versions");

-- CreateIndex
CREATE INDEX "dependency_need_provider_id_idx" ON "dependency_need"("provider_id");

-- CreateIndex
CREATE INDEX "contract_result_consumer_id_consumer_version_provider_id_pr_idx" ON "contract_result"("consumer_id", "consumer_version", "provider_id", "provider_version", "at" DESC);

-- CreateIndex
CREATE INDEX "contract_result_provider_id_idx" ON "contract_result"("provider_id");

-- CreateIndex
CREATE INDEX "observed_call_environment_id_idx" ON "observed_call"("environment_id");

-- CreateIndex
CREATE INDEX "observed_call_provider_id_idx" ON "observed_call"("provider_id");

-- CreateIndex
CREATE INDEX "stated_presence_environment_id_idx" ON "stated_presence"("environment_id");

-- CreateIndex
CREATE INDEX "dependency_ignore_consumer_id_idx" ON "dependency_ignore"("consumer_id");

-- CreateIndex
CREATE INDEX "dependency_ignore_until_idx" ON "dependency_ignore"("until");

-- AddForeignKey
ALTER TABLE "dependency_declaration" ADD CONSTRAINT "dependency_declaration_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_declaration" ADD CONSTRAINT "dependency_declaration_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_need" ADD CONSTRAINT "dependency_need_declaration_id_fkey" FOREIGN KEY ("declaration_id") REFERENCES "dependency_declaration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_need" ADD CONSTRAINT "dependency_need_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contract_result" ADD CONSTRAINT "contract_result_consumer_id_fkey" FOREIGN KEY ("consumer_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contract_result" ADD CONSTRAINT "contract_result_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observed_call" ADD CONSTRAINT "observed_call_consumer_id_fkey" FOREIGN KEY ("consumer_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observed_call" ADD CONSTRAINT "observed_call_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observed_call" ADD CONSTRAINT "observed_call_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stated_presence" ADD CONSTRAINT "stated_presence_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stated_presence" ADD CONSTRAINT "stated_presence_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_ignore" ADD CONSTRAINT "dependency_ignore_consumer_id_fkey" FOREIGN KEY ("consumer_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_ignore" ADD CONSTRAINT "dependency_ignore_provider_id_fkey" FOREIGN KEY ("provider_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency_ignore" ADD CONSTRAINT "dependency_ignore_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One word of each origin about the same versions in the same place, where "every environment" is a place too.
create unique index dependency_declaration_about
  on dependency_declaration (service_id, versions, coalesce(environment_id, ''), origin);
alter table dependency_declaration add constraint dependency_declaration_origin check (origin in ('catalog', 'api'));
alter table dependency_declaration add constraint dependency_declaration_times check (confirmed_at >= said_at);
alter table contract_result add constraint contract_result_other check (consumer_id <> provider_id);
alter table observed_call add constraint observed_call_other check (consumer_id <> provider_id);
alter table observed_call add constraint observed_call_times check (last_seen_at >= first_seen_at);
alter table dependency_ignore add constraint dependency_ignore_bounded check (until > at);
alter table dependency_ignore add constraint dependency_ignore_ended check ((ended_at is null) = (ended_by is null));

-- What tests came to is append-only. What was ignored stays on record; it is only ended.
revoke update, delete, truncate on contract_result from signalbox_app;
revoke delete, truncate on dependency_ignore from signalbox_app;
create trigger contract_result_append_only before update or delete or truncate on contract_result
  for each statement execute function refuse_change();
