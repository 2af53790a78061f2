-- CreateTable
CREATE TABLE "train_ticket" (
    "id" BIGSERIAL NOT NULL,
    "train_id" TEXT NOT NULL,
    "key" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "train_ticket_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "train_ticket_train_id_id_idx" ON "train_ticket"("train_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "train_ticket" ADD CONSTRAINT "train_ticket_train_id_fkey" FOREIGN KEY ("train_id") REFERENCES "train"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

revoke update, delete, truncate on train_ticket from signalbox_app;
create trigger train_ticket_append_only before update or delete or truncate on train_ticket
  for each statement execute function refuse_change();
