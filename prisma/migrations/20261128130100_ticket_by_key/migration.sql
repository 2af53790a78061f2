-- CreateIndex
CREATE INDEX "change_ticket_key_idx" ON "change_ticket"("key");

-- CreateIndex
CREATE INDEX "incident_duplicate_of_key_idx" ON "incident"("duplicate_of_key");
