-- Commits and tickets find the deployments that name them, whenever they are told. (Runs do already.)
CREATE INDEX "deployment_to_commit_idx" ON "deployment"("to_commit");
CREATE INDEX "deployment_ticket_key_idx" ON "deployment"("ticket_key");
create index deployment_said_ticket on deployment ((said ->> 'ticketKey')) where said is not null;
