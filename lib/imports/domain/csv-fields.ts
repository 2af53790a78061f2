/** What the rows of a table can be. */
export const tableSubjects = ["deployment", "incident", "change_request", "ticket"] as const;
export type TableSubject = (typeof tableSubjects)[number];

export interface TableField {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "time" | "number" | "flag" | "list";
  readonly isRequired: boolean;
  /** Headers that mean it, in lower case, without anything but letters and digits. */
  readonly aliases: readonly string[];
}

function field(
  name: string,
  label: string,
  aliases: string,
  more: { type?: TableField["type"]; isRequired?: boolean } = {},
): TableField {
  const spelled = [plain(name), ...aliases.split(" ").filter(Boolean)];
  return { name, label, type: more.type ?? "text", isRequired: more.isRequired ?? false, aliases: spelled };
}

/** A header reduced to its letters and digits, so that `Started At`, `started_at` and `startedAt` are one. */
function plain(header: string): string {
  return header.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

const required = { isRequired: true } as const;
const time = { type: "time" } as const;

/** Fields of each subject. Aliases include the columns of DevLake's domain tables and of common exports. */
export const tableFields: Readonly<Record<TableSubject, readonly TableField[]>> = {
  deployment: [
    field("service", "Service", "application app component project cicdscopeid microservice", required),
    field("environment", "Environment", "env stage target originalenvironment", required),
    field("version", "Version", "tag release refname build artifactversion", required),
    field("startedAt", "Started", "starteddate start startdate starttime begin began", time),
    field(
      "finishedAt",
      "Finished",
      "finisheddate finished finish ended end enddate endtime deployed deployedat deployeddate deploymentdate date",
      time,
    ),
    field("progress", "Outcome", "result status state outcome"),
    field("id", "Its own id", "externalref deploymentid cicddeploymentid reference uuid"),
    field("repository", "Repository", "repo repourl"),
    field("commitSha", "Commit", "commit sha revision gitsha"),
    field("by", "Deployed by", "user deployedby actor author startedby"),
    field("changeOwner", "Owner of the change", "owner"),
    field("team", "Team", "squad"),
    field("ticketKey", "Change ticket", "ticket change changeticket changenumber issuekey chg"),
    field("artifactDigest", "Artifact digest", "digest"),
    field("flags", "Feature flags", "featureflags", { type: "list" }),
    field("isEmergency", "Emergency", "emergency", { type: "flag" }),
    field("url", "Link", "link href weburl"),
  ],
  incident: [
    field("key", "Its own key", "id incidentkey number incident incidentid incidentnumber", required),
    field("title", "Title", "summary shortdescription name description"),
    field("service", "Service", "application app component impactedservice"),
    field("environment", "Environment", "env"),
    field("severity", "Severity", "priority urgency impact"),
    field("detectedAt", "Detected", "createddate createdat opened openedat start started detected created", {
      ...time,
      ...required,
    }),
    field("acknowledgedAt", "Acknowledged", "acknowledged ackat acknowledgeddate", time),
    field("resolvedAt", "Resolved", "resolutiondate resolved closed closedat end resolveddate restoredat", time),
    field("causeVersion", "Caused by version", "version causedby releaseversion"),
    field("url", "Link", "link href"),
  ],
  change_request: [
    field("repository", "Repository", "repo baserepoid repourl reponame", required),
    field("number", "Number", "pullrequestkey pr mr iid prnumber", { type: "number", ...required }),
    field("title", "Title", "name summary"),
    field("author", "Author", "authorname user createdby"),
    field("openedAt", "Opened", "createddate createdat created opened", { ...time, ...required }),
    field("firstCommitAt", "First commit", "firstcommitdate firstcommitauthoreddate", time),
    field("firstReviewAt", "First review", "firstreview prpickuptime firstcommentdate", time),
    field("approvedAt", "Approved", "approved", time),
    field("mergedAt", "Merged", "mergeddate merged", time),
    field("closedAt", "Closed", "closeddate closed", time),
    field("mergeSha", "Merge commit", "mergecommitsha mergecommit"),
    field("headSha", "Head commit", "headcommitsha head"),
    field("additions", "Lines added", "added", { type: "number" }),
    field("deletions", "Lines removed", "removed deleted", { type: "number" }),
    field("url", "Link", "link href"),
  ],
  ticket: [
    field("key", "Key", "number id issuekey ticket changenumber", required),
    field("state", "State", "status", required),
    field("changedAt", "Of which moment", "sysupdatedon updated updatedat openedat createddate date", {
      ...time,
      ...required,
    }),
    field("title", "Title", "shortdescription summary name"),
    field("type", "Type", "changetype category"),
    field("risk", "Risk", ""),
    field("service", "Service", "cmdbci businessservice application"),
    field("plannedStartAt", "Planned start", "startdate plannedstart plannedstartdate", time),
    field("plannedEndAt", "Planned end", "enddate plannedend plannedenddate", time),
    field("actualStartAt", "Actual start", "workstart actualstart actualstartdate", time),
    field("actualEndAt", "Actual end", "workend actualend actualenddate", time),
    field("url", "Link", "link href"),
  ],
};

/** Field → column. */
export type ColumnMapping = Readonly<Record<string, string>>;

/** For each field the first column whose header says so; a column is used once. */
export function guessColumns(subject: TableSubject, header: readonly string[]): ColumnMapping {
  const taken = new Set<string>();
  const mapping: Record<string, string> = {};
  // Exact names first, so that an alias of one field never takes the column that another is called.
  for (const rank of [0, 1]) {
    for (const { name, aliases } of tableFields[subject]) {
      if (Object.hasOwn(mapping, name)) continue;
      const wanted = rank === 0 ? aliases.slice(0, 1) : aliases.slice(1);
      const column = wanted
        .map((alias) => header.find((one) => !taken.has(one) && plain(one) === alias))
        .find((one) => one !== undefined);
      if (column === undefined) continue;
      taken.add(column);
      mapping[name] = column;
    }
  }
  return mapping;
}

/** What the rows seem to be: the subject whose required fields are guessed best, then the one with most guesses. */
export function guessSubject(header: readonly string[]): TableSubject {
  const scored = tableSubjects.map((subject) => {
    const guessed = guessColumns(subject, header);
    const needed = tableFields[subject].filter(({ isRequired }) => isRequired);
    const found = needed.filter(({ name }) => Object.hasOwn(guessed, name)).length;
    return { subject, score: found / needed.length + Object.keys(guessed).length / 100 };
  });
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).subject;
}
