import type { ScheduledSize, ServersConfig } from '../config';

/** The fields of a cron expression, as Auto Scaling reads them. */
const cronFields = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  {
    least: 1,
    most: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { least: 0, most: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];

/** What can't work in the times at which the group changes its bounds. */
export function checkSchedule(servers: ServersConfig): string[] {
  const { schedule } = servers;
  const seen = { names: new Set<string>(), times: new Set<string>() };
  return schedule.flatMap((size, index) => {
    const problems: string[] = [];
    const at = (field: keyof ScheduledSize): string => `servers.schedule[${index}].${field}`;
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(size.name)) {
      problems.push(`${at('name')}: "${size.name}" must be letters, digits and dashes.`);
    }
    if (seen.names.has(size.name)) problems.push(`${at('name')}: ${size.name} is there twice.`);
    if (!isCron(size.cron)) {
      problems.push(
        `${at('cron')}: "${size.cron}" is no time: minute, hour, day of the month, month, day of the week, such as 30 7 * * MON-FRI.`,
      );
    }
    if (!isTimeZone(size.timeZone)) {
      problems.push(
        `${at('timeZone')}: ${size.timeZone} is no time zone of the IANA, such as Europe/Berlin or Etc/UTC.`,
      );
    }
    const time = `${size.cron} ${size.timeZone}`;
    if (seen.times.has(time)) {
      problems.push(`${at('cron')}: ${size.cron} is there twice; AWS takes one size for one time.`);
    }
    seen.names.add(size.name);
    seen.times.add(time);
    return [...problems, ...checkSizes(size, servers, at)];
  });
}

function checkSizes(
  { min, max }: ScheduledSize,
  servers: ServersConfig,
  at: (field: keyof ScheduledSize) => string,
): string[] {
  const problems: string[] = [];
  const most = max ?? servers.max;
  if (!Number.isInteger(min) || min < servers.min || min > most) {
    problems.push(
      `${at('min')}: ${min} must be a whole number from servers.min (${servers.min}) to ${most}.`,
    );
  }
  if (max !== undefined && (!Number.isInteger(max) || max > servers.max)) {
    problems.push(
      `${at('max')}: ${max} must be a whole number, at most servers.max (${servers.max}).`,
    );
  }
  if (servers.rollout === 'rolling') {
    if (max !== undefined && max !== servers.max) {
      problems.push(
        `${at('max')}: needs rollout 'refresh'. One by 'rolling' fails where the group may not grow to servers.max.`,
      );
    }
    if (min >= most) {
      problems.push(
        `${at('min')}: ${min} must be below servers.max with rollout 'rolling', which starts a new server before it stops an old one.`,
      );
    }
  }
  return problems;
}

function isCron(cron: string): boolean {
  const fields = cron.split(' ');
  return (
    fields.length === cronFields.length &&
    cronFields.every(({ least, most, names }, index) => {
      const isValue = (text: string): boolean =>
        names.includes(text) ||
        (/^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most);
      return fields[index]!.split(',').every((part) => {
        const [range = '', step = '1', ...more] = part.split('/');
        const ends = range === '*' ? [] : range.split('-');
        return (
          more.length === 0 && /^[1-9]\d?$/.test(step) && ends.length <= 2 && ends.every(isValue)
        );
      });
    })
  );
}

function isTimeZone(name: string): boolean {
  // Node knows more than AWS: abbreviations and offsets, which have no slash.
  if (!/^[A-Z][A-Za-z]+\/[\w+/-]+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
