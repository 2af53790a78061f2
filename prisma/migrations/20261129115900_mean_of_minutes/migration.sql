-- The worth of an hour is the number of its good minutes, or the sum of the shares of its minutes in billionths.
alter table objective_hour drop constraint objective_hour_sums;
alter table objective_hour add constraint objective_hour_sums
  check (good between 0 and total and counted between 0 and 60 and unknown between 0 and 60 - counted
    and worth between 0 and counted * 1000000000::bigint);
