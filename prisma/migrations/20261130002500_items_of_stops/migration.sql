-- AlterTable
ALTER TABLE "train_tick" ADD COLUMN     "stop" INTEGER;

alter table train_item drop constraint train_item_due;
alter table train_item add constraint train_item_due check (due in ('departure', 'stop', 'end'));
