"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Panel } from "@/components/ui/panel";
import { fetchBreachPartners, reviewKeys } from "@/lib/reviews/queries";
import type { BreachPartner } from "@/lib/reviews/share-contract";
import { counted, shortShare } from "./review-words";
import classes from "./reviews.module.css";

/** Teams by the breaches in which they had a part, also of objectives that are not theirs; not there while there is none. */
export function PartnersPanel(): ReactNode {
  const partners = useQuery({
    queryKey: reviewKeys.partners,
    queryFn: ({ signal }) => fetchBreachPartners(signal),
    refetchInterval: 60_000,
  });
  const rows = partners.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel
      title="Who shares breaches"
      description="Of half a year, by whoever had a part: in promises of their own, and in those that stand on them"
      isFlush
    >
      <ul className={classes.list}>
        {rows.map((partner) => (
          <li key={`${partner.team?.slug} ${partner.service?.slug}`} className={classes.row}>
            <span className={classes.name}>
              {nameOf(partner)}
              <span className={classes.muted}>
                {counted(partner.breaches, "breach", "breaches")}, {partner.open} not closed, {partner.ofOthers} of
                others
              </span>
            </span>
            <span className={classes.muted}>
              {partner.newest.map(({ id, reference, name, sharePercent }, index) => (
                <span key={id}>
                  {index === 0 ? "" : ", "}
                  <Link href={`/reviews/breaches/${id}`} aria-label={`${reference} ${name}`}>
                    {reference}
                  </Link>{" "}
                  {shortShare(sharePercent)}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function nameOf({ team, service }: BreachPartner): ReactNode {
  if (team) return <Link href={`/reviews/breaches?team=${encodeURIComponent(team.slug)}`}>Team {team.name}</Link>;
  return service ? (
    <Link href={`/reviews/breaches?service=${encodeURIComponent(service.slug)}`}>{service.name}</Link>
  ) : null;
}
