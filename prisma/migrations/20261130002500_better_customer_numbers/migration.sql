-- Which way a number of user analytics is better, as its sender says: without it a change of it is shown and not judged.
ALTER TABLE "customer_signal" ADD COLUMN "better" TEXT;
alter table customer_signal add constraint customer_signal_better check (better in ('higher', 'lower'));
