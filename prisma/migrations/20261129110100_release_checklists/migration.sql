-- CreateTable
CREATE TABLE "checklist_template" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" INTEGER,
    "content" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checklist_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_item" (
    "id" TEXT NOT NULL,
    "train_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "done_by" TEXT NOT NULL,
    "due" TEXT NOT NULL,

    CONSTRAINT "train_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_tick" (
    "id" BIGSERIAL NOT NULL,
    "item_id" TEXT NOT NULL,
    "is_done" BOOLEAN NOT NULL,
    "note" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "train_tick_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "train_announcement" (
    "id" TEXT NOT NULL,
    "train_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "moment" TEXT NOT NULL,
    "connection_id" TEXT,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "subject" TEXT,
    "body" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "train_announcement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "train_item_train_id_idx" ON "train_item"("train_id");

-- CreateIndex
CREATE INDEX "train_tick_item_id_idx" ON "train_tick"("item_id");

-- CreateIndex
CREATE INDEX "train_announcement_train_id_idx" ON "train_announcement"("train_id");

-- CreateIndex
CREATE INDEX "train_announcement_state_next_at_idx" ON "train_announcement"("state", "next_at");

-- AddForeignKey
ALTER TABLE "train_item" ADD CONSTRAINT "train_item_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_tick" ADD CONSTRAINT "train_tick_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "train_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_announcement" ADD CONSTRAINT "train_announcement_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "train_announcement" ADD CONSTRAINT "train_announcement_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was ticked is append-only; what was copied into a train and said of it is never deleted.
revoke update, delete, truncate on train_tick from signalbox_app;
revoke delete, truncate on train_item, train_announcement from signalbox_app;
create trigger train_tick_append_only before update or delete or truncate on train_tick
  for each statement execute function refuse_change();

-- One template for each tier, where "every" is a tier too.
create unique index checklist_template_tier on checklist_template (coalesce(tier, -1));
alter table checklist_template add constraint checklist_template_tier_known check (tier between 0 and 3);
alter table train_item add constraint train_item_due check (due in ('departure', 'end'));
alter table train_announcement add constraint train_announcement_state
  check (state in ('planned', 'waiting', 'sending', 'sent', 'failed', 'uncertain'));
