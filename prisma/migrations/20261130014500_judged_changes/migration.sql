-- The changes that a version of the risk model was judged on, so that a group of its reliability curve opens its rows.
ALTER TABLE "risk_model" ADD COLUMN "judged" JSONB NOT NULL DEFAULT '[]';
