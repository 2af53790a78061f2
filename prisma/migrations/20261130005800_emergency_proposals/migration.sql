-- A review of an emergency may propose another target of an objective, as a draft of its definition that a person signs or declines.

-- CreateTable
CREATE TABLE "emergency_proposal" (
    "emergency_id" TEXT NOT NULL,
    "objective_id" TEXT NOT NULL,
    "base_version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_proposal_pkey" PRIMARY KEY ("emergency_id")
);

-- CreateTable
CREATE TABLE "emergency_proposal_decision" (
    "emergency_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "version" INTEGER,
    "decided_by" TEXT NOT NULL,
    "decided_by_person" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_proposal_decision_pkey" PRIMARY KEY ("emergency_id")
);

-- AddForeignKey
ALTER TABLE "emergency_proposal" ADD CONSTRAINT "emergency_proposal_emergency_id_fkey" FOREIGN KEY ("emergency_id") REFERENCES "emergency_review"("emergency_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_proposal" ADD CONSTRAINT "emergency_proposal_objective_id_fkey" FOREIGN KEY ("objective_id") REFERENCES "objective"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "emergency_proposal_decision" ADD CONSTRAINT "emergency_proposal_decision_emergency_id_fkey" FOREIGN KEY ("emergency_id") REFERENCES "emergency_proposal"("emergency_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was proposed and decided is append-only, as every decision is.
revoke update, delete, truncate on emergency_proposal, emergency_proposal_decision from signalbox_app;
create trigger emergency_proposal_append_only before update or delete or truncate on emergency_proposal
  for each statement execute function refuse_change();
create trigger emergency_proposal_decision_append_only before update or delete or truncate on emergency_proposal_decision
  for each statement execute function refuse_change();
