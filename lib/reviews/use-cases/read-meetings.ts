import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { ListMeetingsInput, type MeetingDetail, MeetingIdInput, type MeetingView } from "../contract";
import { listMeetingViews } from "../meeting-read-model";
import { meetingDetail } from "./meeting-detail";

/** Review meetings, newest first. */
export const listMeetings = defineQuery({
  name: "meeting.list",
  permission: "review:read",
  input: ListMeetingsInput,
  handle: ({ input, db }): Promise<Page<MeetingView>> => listMeetingViews(prismaExecutor(db), input),
});

/** One meeting: agenda, persons, decisions, actions. */
export const getMeeting = defineQuery({
  name: "meeting.get",
  permission: "review:read",
  input: MeetingIdInput,
  handle: ({ input, db, now }): Promise<MeetingDetail> => meetingDetail(db, input.id, now),
});
