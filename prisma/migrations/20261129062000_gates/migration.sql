-- CreateTable
CREATE TABLE "gate_requirement" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "tier" INTEGER,
    "environment_id" TEXT,
    "mode" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "gate_requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quality_push" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "suite" TEXT NOT NULL,
    "passed" INTEGER,
    "failed" INTEGER,
    "skipped" INTEGER,
    "coverage_ratio" DOUBLE PRECISION,
    "benchmarks" JSONB NOT NULL,
    "url" TEXT,
    "pushed_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quality_push_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_request" (
    "id" TEXT NOT NULL,
    "number" SERIAL NOT NULL,
    "service_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "is_flagged" BOOLEAN NOT NULL,
    "ticket_key" TEXT,
    "requested_by" TEXT NOT NULL,
    "authors" TEXT[],
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "release_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_content" (
    "request_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "canonical" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_content_pkey" PRIMARY KEY ("request_id","content_hash")
);

-- CreateTable
CREATE TABLE "release_approval" (
    "id" BIGSERIAL NOT NULL,
    "request_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "roles" TEXT[],
    "approved_by" TEXT NOT NULL,
    "comment" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_grant" (
    "request_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_grant_pkey" PRIMARY KEY ("request_id","content_hash","round")
);

-- CreateTable
CREATE TABLE "board_decision" (
    "id" BIGSERIAL NOT NULL,
    "request_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "decided_by_person" TEXT NOT NULL,
    "checks" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "board_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "gate_requirement_kind_idx" ON "gate_requirement"("kind");

-- CreateIndex
CREATE INDEX "quality_push_service_id_version_suite_at_idx" ON "quality_push"("service_id", "version", "suite", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "release_request_number_key" ON "release_request"("number");

-- CreateIndex
CREATE INDEX "release_request_requested_at_idx" ON "release_request"("requested_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "release_request_service_id_environment_id_version_key" ON "release_request"("service_id", "environment_id", "version");

-- CreateIndex
CREATE INDEX "release_approval_request_id_idx" ON "release_approval"("request_id");

-- CreateIndex
CREATE INDEX "board_decision_request_id_idx" ON "board_decision"("request_id");

-- AddForeignKey
ALTER TABLE "gate_requirement" ADD CONSTRAINT "gate_requirement_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quality_push" ADD CONSTRAINT "quality_push_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_request" ADD CONSTRAINT "release_request_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_request" ADD CONSTRAINT "release_request_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_content" ADD CONSTRAINT "release_content_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "release_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_approval" ADD CONSTRAINT "release_approval_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "release_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_grant" ADD CONSTRAINT "release_grant_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "release_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_decision" ADD CONSTRAINT "board_decision_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "release_request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was pushed, shown, approved, granted and decided is append-only, as every decision is.
revoke update, delete, truncate on quality_push, release_content, release_approval, release_grant, board_decision
  from signalbox_app;
revoke delete, truncate on release_request from signalbox_app;
create trigger quality_push_append_only before update or delete or truncate on quality_push
  for each statement execute function refuse_change();
create trigger release_content_append_only before update or delete or truncate on release_content
  for each statement execute function refuse_change();
create trigger release_approval_append_only before update or delete or truncate on release_approval
  for each statement execute function refuse_change();
create trigger release_grant_append_only before update or delete or truncate on release_grant
  for each statement execute function refuse_change();
create trigger board_decision_append_only before update or delete or truncate on board_decision
  for each statement execute function refuse_change();

-- One requirement of a kind for each scope, where "every" is a scope too.
create unique index gate_requirement_scope on gate_requirement (kind, coalesce(tier, -1), coalesce(environment_id, ''));
alter table gate_requirement add constraint gate_requirement_mode check (mode in ('required', 'advisory'));
alter table gate_requirement add constraint gate_requirement_tier check (tier between 0 and 3);
alter table release_approval add constraint release_approval_bounded check (expires_at > at);
alter table release_grant add constraint release_grant_bounded check (expires_at > granted_at);
alter table board_decision add constraint board_decision_outcome check (outcome in ('approve', 'reject', 'ask'));

-- Nobody approves or decides about what they wrote, not by a statement past the application either.
create function refuse_own_release() returns trigger language plpgsql as $$
declare
  person text := case tg_table_name when 'release_approval' then to_jsonb(new) ->> 'person'
                 else to_jsonb(new) ->> 'decided_by_person' end;
begin
  if exists (select from release_request where id = new.request_id and person = any(authors)) then
    raise exception 'a release is approved and decided about by persons who wrote none of its request'
      using errcode = 'check_violation', constraint = 'release_other_person';
  end if;
  return new;
end $$;
create trigger release_approval_other_person before insert on release_approval
  for each row execute function refuse_own_release();
create trigger board_decision_other_person before insert on board_decision
  for each row execute function refuse_own_release();

-- What is approved, granted or decided is a content that is kept; a grant has an approval of exactly that content.
create function refuse_unknown_content() returns trigger language plpgsql as $$
begin
  if not exists (
    select from release_content where request_id = new.request_id and content_hash = new.content_hash
  ) then
    raise exception 'only a content that is kept is approved or decided about'
      using errcode = 'check_violation', constraint = 'release_content_kept';
  end if;
  if tg_table_name = 'release_grant' and not exists (
    select from release_approval where request_id = new.request_id and content_hash = new.content_hash
  ) then
    raise exception 'a release is granted by approvals of its content'
      using errcode = 'check_violation', constraint = 'release_grant_approved';
  end if;
  return new;
end $$;
create trigger release_approval_content before insert on release_approval
  for each row execute function refuse_unknown_content();
create trigger release_grant_content before insert on release_grant
  for each row execute function refuse_unknown_content();
create trigger board_decision_content before insert on board_decision
  for each row execute function refuse_unknown_content();
