// The layouts of line formats, the more exact ones first. A line has the format of the first layout it fits.
import { compileLayout, type Layout } from './layout.ts';

interface Family {
  format: string;
  /** Lines without a head may belong to the event before (tracebacks, stacks). */
  joins: boolean;
  layouts: readonly string[];
}

const FAMILIES: readonly Family[] = [
  { format: 'glog', joins: true, layouts: ['{letter}{time} {tid} {file}:{line}] '] },
  { format: 'android', joins: true, layouts: ['{time} {pid} {tid} {letter} {logger*}: '] },
  {
    format: 'apache-error',
    joins: false,
    layouts: ['[{time}] [{level}] ', '[{time}] [{logger}:{level}] «[pid {pid}«:tid {tid}»] »'],
  },
  {
    format: 'spdlog',
    joins: true,
    layouts: [
      '[{time}] [{logger*}] [{level}] [{file}:{line}] ',
      '[{time}] [{logger*}] [{level}] ',
      '[{time}] [{level}] ',
    ],
  },
  {
    format: 'python',
    joins: true,
    layouts: [
      '{time} - {logger} - {level} - ',
      '{time} {level} [{logger}] {thread} ',
      '{time} {level} [{logger}] ',
      '{time} {level} {logger}: ',
      '{time} [{level}] {logger}: ',
    ],
  },
  { format: 'syslog', joins: false, layouts: ['{time} {host} {app}[{pid}]: ', '{time} {host} {app}: '] },
  { format: 'time-level', joins: true, layouts: ['{time} {level} '] },
];

export const LAYOUTS: readonly Layout[] = FAMILIES.flatMap(({ format, joins, layouts }) =>
  layouts.map((text) => compileLayout(format, text, joins)),
);
