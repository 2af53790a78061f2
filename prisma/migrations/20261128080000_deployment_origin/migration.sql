-- What was called the kind of a deployment is where it came from (ADR 0018): one step, because no version before it runs anywhere.
alter type deployment_kind rename to deployment_origin;
alter table deployment rename column kind to origin;
