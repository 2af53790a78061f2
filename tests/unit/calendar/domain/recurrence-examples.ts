/**
 * The examples of RFC 5545 §3.8.5.3, all in America/New_York. Each has a rule, the day and time of DTSTART, and the starts that the standard
 * prints: all of them where the rule ends, the first ones where it does not. `2,4` after a month are days of it.
 */
export interface RecurrenceExample {
  readonly rule: string;
  readonly start: string;
  readonly starts: readonly string[];
  readonly exdates?: readonly string[];
}

const september = "1997-09-02T09:00";

/** `1997-09: 2 3 4` at 09:00 unless said. */
function days(time: string, ...months: readonly string[]): string[] {
  return months.flatMap((text) => {
    const [month = "", list = ""] = text.split(": ");
    return list.split(" ").map((day) => `${month}-${day.padStart(2, "0")}T${time}`);
  });
}

const range = (from: number, to: number, step = 1): string =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => String(from + index * step)).join(" ");
const at9 = (...months: readonly string[]): string[] => days("09:00", ...months);
const weekly9 = at9("1997-09: 2 9 16 23 30", "1997-10: 7 14 21 28", "1997-11: 4");
const twoDays = at9("1997-09: 2 4 9 11 16 18 23 25 30", "1997-10: 2");
const january = ["1998-01", "1999-01", "2000-01"].map((month) => `${month}: ${range(1, 31)}`);
const fridays13 = at9("1998-02: 13", "1998-03: 13", "1998-11: 13", "1999-08: 13", "2000-10: 13");
const quarters = days("09:00", "1997-09: 2").flatMap(() =>
  ["09:00", "09:20", "09:40", "10:00", "10:20", "10:40"].map((time) => `1997-09-02T${time}`),
);

export const rfcExamples: readonly RecurrenceExample[] = [
  { rule: "FREQ=DAILY;COUNT=10", start: september, starts: at9(`1997-09: ${range(2, 11)}`) },
  {
    rule: "FREQ=DAILY;UNTIL=19971224T000000Z",
    start: september,
    starts: at9(
      `1997-09: ${range(2, 30)}`,
      `1997-10: ${range(1, 31)}`,
      `1997-11: ${range(1, 30)}`,
      `1997-12: ${range(1, 23)}`,
    ),
  },
  { rule: "FREQ=DAILY;INTERVAL=2", start: september, starts: at9(`1997-09: ${range(2, 30, 2)}`, "1997-10: 2 4 6") },
  { rule: "FREQ=DAILY;INTERVAL=10;COUNT=5", start: september, starts: at9("1997-09: 2 12 22", "1997-10: 2 12") },
  {
    rule: "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
    start: "1998-01-01T09:00",
    starts: at9(...january),
  },
  { rule: "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", start: "1998-01-01T09:00", starts: at9(...january) },
  { rule: "FREQ=WEEKLY;COUNT=10", start: september, starts: weekly9 },
  {
    rule: "FREQ=WEEKLY;UNTIL=19971224T000000Z",
    start: september,
    starts: at9("1997-09: 2 9 16 23 30", "1997-10: 7 14 21 28", "1997-11: 4 11 18 25", "1997-12: 2 9 16 23"),
  },
  {
    rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
    start: september,
    starts: at9(
      "1997-09: 2 16 30",
      "1997-10: 14 28",
      "1997-11: 11 25",
      "1997-12: 9 23",
      "1998-01: 6 20",
      "1998-02: 3 17",
    ),
  },
  { rule: "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", start: september, starts: twoDays },
  { rule: "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", start: september, starts: twoDays },
  {
    rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
    start: "1997-09-01T09:00",
    starts: at9(
      "1997-09: 1 3 5 15 17 19 29",
      "1997-10: 1 3 13 15 17 27 29 31",
      "1997-11: 10 12 14 24 26 28",
      "1997-12: 8 10 12 22",
    ),
  },
  {
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
    start: september,
    starts: at9("1997-09: 2 4 16 18 30", "1997-10: 2 14 16"),
  },
  {
    rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    start: "1997-09-05T09:00",
    starts: at9(
      ...["1997-09: 5", "1997-10: 3", "1997-11: 7", "1997-12: 5", "1998-01: 2"],
      ...["1998-02: 6", "1998-03: 6", "1998-04: 3", "1998-05: 1", "1998-06: 5"],
    ),
  },
  {
    rule: "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
    start: "1997-09-05T09:00",
    starts: at9("1997-09: 5", "1997-10: 3", "1997-11: 7", "1997-12: 5"),
  },
  {
    rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    start: "1997-09-07T09:00",
    starts: at9("1997-09: 7 28", "1997-11: 2 30", "1998-01: 4 25", "1998-03: 1 29", "1998-05: 3 31"),
  },
  {
    rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
    start: "1997-09-22T09:00",
    starts: at9("1997-09: 22", "1997-10: 20", "1997-11: 17", "1997-12: 22", "1998-01: 19", "1998-02: 16"),
  },
  {
    rule: "FREQ=MONTHLY;BYMONTHDAY=-3",
    start: "1997-09-28T09:00",
    starts: at9("1997-09: 28", "1997-10: 29", "1997-11: 28", "1997-12: 29", "1998-01: 29", "1998-02: 26"),
  },
  {
    rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
    start: september,
    starts: at9("1997-09: 2 15", "1997-10: 2 15", "1997-11: 2 15", "1997-12: 2 15", "1998-01: 2 15"),
  },
  {
    rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    start: "1997-09-30T09:00",
    starts: at9("1997-09: 30", "1997-10: 1 31", "1997-11: 1 30", "1997-12: 1 31", "1998-01: 1 31", "1998-02: 1"),
  },
  {
    rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
    start: "1997-09-10T09:00",
    starts: at9("1997-09: 10 11 12 13 14 15", "1999-03: 10 11 12 13"),
  },
  {
    rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
    start: september,
    starts: at9("1997-09: 2 9 16 23 30", "1997-11: 4 11 18 25", "1998-01: 6 13 20 27", "1998-03: 3 10 17 24 31"),
  },
  {
    rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
    start: "1997-06-10T09:00",
    starts: ["1997", "1998", "1999", "2000", "2001"].flatMap((year) => at9(`${year}-06: 10`, `${year}-07: 10`)),
  },
  {
    rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
    start: "1997-03-10T09:00",
    starts: [
      ...at9("1997-03: 10"),
      ...["1999", "2001", "2003"].flatMap((year) => at9(`${year}-01: 10`, `${year}-02: 10`, `${year}-03: 10`)),
    ],
  },
  {
    rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
    start: "1997-01-01T09:00",
    starts: at9(
      ...["1997-01: 1", "1997-04: 10", "1997-07: 19", "2000-01: 1", "2000-04: 9", "2000-07: 18"],
      ...["2003-01: 1", "2003-04: 10", "2003-07: 19", "2006-01: 1"],
    ),
  },
  {
    rule: "FREQ=YEARLY;BYDAY=20MO",
    start: "1997-05-19T09:00",
    starts: at9("1997-05: 19", "1998-05: 18", "1999-05: 17"),
  },
  {
    rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    start: "1997-05-12T09:00",
    starts: at9("1997-05: 12", "1998-05: 11", "1999-05: 17"),
  },
  {
    rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    start: "1997-03-13T09:00",
    starts: at9("1997-03: 13 20 27", "1998-03: 5 12 19 26", "1999-03: 4 11 18 25"),
  },
  {
    rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
    start: "1997-06-05T09:00",
    starts: at9(
      ...["1997-06: 5 12 19 26", "1997-07: 3 10 17 24 31", "1997-08: 7 14 21 28"],
      ...["1998-06: 4 11 18 25", "1998-07: 2 9 16 23 30", "1998-08: 6 13 20 27"],
    ),
  },
  { rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", start: september, starts: fridays13, exdates: ["1997-09-02T09:00"] },
  {
    rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
    start: "1997-09-13T09:00",
    starts: at9(
      ...["1997-09: 13", "1997-10: 11", "1997-11: 8", "1997-12: 13", "1998-01: 10"],
      ...["1998-02: 7", "1998-03: 7", "1998-04: 11", "1998-05: 9", "1998-06: 13"],
    ),
  },
  {
    rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    start: "1996-11-05T09:00",
    starts: at9("1996-11: 5", "2000-11: 7", "2004-11: 2"),
  },
  {
    rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
    start: "1997-09-04T09:00",
    starts: at9("1997-09: 4", "1997-10: 7", "1997-11: 6"),
  },
  {
    rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    start: "1997-09-29T09:00",
    starts: at9(
      ...["1997-09: 29", "1997-10: 30", "1997-11: 27", "1997-12: 30", "1998-01: 29", "1998-02: 26", "1998-03: 30"],
    ),
  },
  {
    rule: "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
    start: september,
    starts: ["1997-09-02T09:00", "1997-09-02T12:00", "1997-09-02T15:00"],
  },
  {
    rule: "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
    start: september,
    starts: ["09:00", "09:15", "09:30", "09:45", "10:00", "10:15"].map((time) => `1997-09-02T${time}`),
  },
  {
    rule: "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
    start: september,
    starts: ["09:00", "10:30", "12:00", "13:30"].map((time) => `1997-09-02T${time}`),
  },
  { rule: "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", start: september, starts: quarters },
  { rule: "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", start: september, starts: quarters },
  {
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    start: "1997-08-05T09:00",
    starts: at9("1997-08: 5 10 19 24"),
  },
  {
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    start: "1997-08-05T09:00",
    starts: at9("1997-08: 5 17 19 31"),
  },
  {
    rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
    start: "2007-01-15T09:00",
    starts: at9("2007-01: 15 30", "2007-02: 15", "2007-03: 15 30"),
  },
];
