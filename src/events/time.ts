/** Milliseconds from one timestamp of an event to another; there is no clock here, so dates are counted by hand. */
export const msBetween = (from: string, to: string): number => msSinceYear0(to) - msSinceYear0(from);

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/;

const msSinceYear0 = (at: string): number => {
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0, ms = 0] = (FORM.exec(at) ?? [])
    .slice(1)
    .map(Number);
  return (((daysBefore(year, month, day) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
};

/** Days in the Gregorian calendar; a year is counted from March on, so that the day that some years have is its last. */
const daysBefore = (year: number, month: number, day: number): number => {
  const years = month > 2 ? year : year - 1;
  const months = (month + 9) % 12;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leapDays + Math.floor((months * 153 + 2) / 5) + day;
};
