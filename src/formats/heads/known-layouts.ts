// The layouts of line formats, the more exact ones first: a line has the format of the first layout it fits.
// How a layout is written: layout.ts.
import { compileLayout, type Layout } from './layout.ts';

interface Family {
  readonly format: string;
  /** Lines without a head may belong to the event before (tracebacks, stacks); or only those that are indented. */
  readonly joins: boolean | 'indented';
  readonly layouts: readonly string[];
}

const FAMILIES: readonly Family[] = [
  {
    format: 'glog',
    joins: true,
    layouts: [
      '{letter}{time} {tid} {file}:{line}] ',
      // Abseil before its time zone is known.
      '{letter}0000 00:00:{epoch} {tid} {file}:{line}] ',
      '{letter}{time} {tid} {file}:{line} ',
      '[{letter}{time} {file}:{line}] ',
      '{time}: {letter} {file}:{line}] ',
    ],
  },
  {
    format: 'android',
    joins: true,
    layouts: [
      '{time} {pid} {tid} {letter} {logger*}: ',
      '{time} {user} {pid} {tid} {letter} {logger*}: ',
      '{time} {pid}-{tid}/{app} {letter}/{logger*}: ',
      '{time} {pid}-{tid} {logger} {app} {letter} ',
      '{time} {letter}/{logger*}(_{pid}): ',
      '{letter}/{logger*}(_{pid}): ',
    ],
  },
  {
    format: 'apache-error',
    joins: false,
    layouts: ['[{named}] [«{skip}:»{level}] «[pid {pid}«:tid {tid}»] »'],
  },
  // The second begins with the virtual host: Apache's vhost_combined.
  {
    format: 'access',
    joins: false,
    layouts: [
      '{level}:{logger}:{host} {skip} {user} [{time}] "',
      '{host} {skip} {user} [{time}] «"»',
      '{app} {host} {skip} {user} [{time}] "',
    ],
  },
  {
    format: 'nginx',
    joins: false,
    layouts: ['{time} [{lower}] {pid}#{tid}: «*{skip} »'],
  },
  {
    format: 'boost',
    joins: true,
    layouts: ['[{time}] [{hex}] [{level}] ', '{time} [{hex}] <{level}> '],
  },
  {
    format: 'spdlog',
    joins: true,
    layouts: [
      '[{time}] [{tid}] [{lower}] «[{file}:{line}] »',
      '[{time}][{tid}][{lower}]«[{logger*}]» «[{file}:{line}] »',
      '[{time}] «[{logger*}] »[{lower}] «[{file}:{line}] »',
      '[{time}] «[{logger*}] »[{lower}] [thread {tid}] ',
      '[{time}] [thread {tid}] «[{logger*}] »[{lower}] ',
      '[{time}] [{logger*}] [---{letter}---] «[thread {tid}] »',
    ],
  },
  {
    format: 'python',
    joins: true,
    layouts: [
      '{time} - {logger} - {level} - «{file}:{line} - »',
      '{time} - {level} - {logger} - ',
      '{time} | {level} | {logger}:{function}:{line} - ',
      '[{time}] {level} in {logger}: ',
      '[{time}] [{pid}] [{level}] ',
      '[{time}: {level}/{thread}] «{logger}: »',
      '[{time}] {{{file}:{line}} {level} - ',
      '{time} {level} ({thread*}) [{logger}] ',
      '{time} {pid} {level} {logger} [{skip*}] ',
      '{time}:{level}:{logger}:',
      '{level} {time} {logger} {pid} {tid} ',
      '{level}:{logger}:',
      '[{letter} {time} {file}:{line}] ',
    ],
  },
  {
    format: 'log4j',
    joins: true,
    layouts: [
      '{time} «[myid:{skip}] »- {level} [{thread*}] - ',
      '{time} {level} «[{skip*}] »{pid} --- «[{skip*}] »[{thread*}] «[{skip*}] »{logger} : ',
      '[{time}][{level}_]«[{logger*}]» «[{host}] »',
      '{time} {level} [{thread*}] {logger}: ',
      '{time} {level} [{thread*}] {logger} - ',
      '{time} [{thread*}] {level} {logger}: ',
      '{time} [{thread*}] {level} {logger} - ',
      '{time} [{thread*}] {level} {logger} -- ',
      '{level} [{thread*}] {time} {file}:{line} - ',
      '{level} [{thread*}] {time} {file} (line {line}) ',
      '{level} {time} [{thread*}] {logger}: ',
      '{time} {level} [{logger}] ({thread*}) ',
      '{time} {level} [{thread*}] {logger} [{file}:{line}] - ',
      '{line} [{thread*}] {level} {logger} - ',
    ],
  },
  {
    // Loggers of several languages share these; the logger's name tells (see class-name).
    format: 'python|log4j',
    joins: true,
    layouts: [
      '{time} {level} {logger}: ',
      '{time} {pid} {level} {logger}: ',
      '{time} {level} {logger} - ',
      '{time} [{level}_] {logger}: ',
      '{time} [{level}_] {logger} - ',
      '{time} [{thread*}] [{level}_] [{logger}] ',
      '[{time}] [{level}_] [{logger}] ',
      '{time} {level} [{logger}] «[{file}:{line}] »«- »',
      '{time} {level} «{logger} »{file}:{line} «- »',
    ],
  },
  {
    format: 'postgres',
    joins: true,
    layouts: ['{time} [{pid}] «{skip} »{upper}: ', '{time} [{pid}]: [{skip}] «{skip} »{upper}: '],
  },
  { format: 'mysql', joins: true, layouts: ['{time} {tid} [{level}] «[{skip}] [{logger}] »'] },
  { format: 'redis', joins: false, layouts: ['{pid}:{skip} {time} {symbol} ', '[{pid}] {time} {symbol} '] },
  { format: 'ruby', joins: true, layouts: ['{letter}, [{time} #{pid}] {level} -- «{logger}»: '] },
  {
    format: 'php',
    joins: true,
    layouts: ['[{time}] PHP {word}« error»: ', '[{time}] {logger}.{level}: '],
  },
  { format: 'audit', joins: false, layouts: ['«node={host} »type={app} msg=audit({epoch}:{skip}): '] },
  { format: 'bgl', joins: false, layouts: ['{skip} {epoch} {skip} {host} {clock} {skip} {app} {logger} {level} '] },
  { format: 'erlang', joins: true, layouts: ['={level} REPORT==== {time} ==='] },
  { format: 'jul', joins: true, layouts: ['{named} {class} {function}$'] },
  {
    format: 'syslog',
    joins: false,
    layouts: [
      '{skip} {epoch} {skip} {host} {clock} {skip} {app*}[{pid}]:·',
      '{skip} {epoch} {skip} {host} {clock} {skip} «{app}:·»',
      '{pri}1 {time} {host} {app} {pidOrNone} {skip} {data}',
      '«{pri}»{named} {host} {app*}[{pid}]:·',
      '«{pri}»{named} {host} {app}:·',
      '«{pri}»{zoned} {host} {app}[{pid}]:·',
      '«{pri}»{zoned} {host} {app}:·',
      '«{pri}»{time} {host} {app}[{pid}]:·',
      '{pri}{time} ',
      '«{pri}»{bsd} {host} ',
    ],
  },
  { format: 'windows', joins: true, layouts: ['{time}, {level} {logger} '] },
  { format: 'dotnet', joins: true, layouts: ['{lower}: {logger}[{skip}]$'] },
  {
    format: 'timestamp',
    joins: true,
    layouts: [
      '{time}|{level}|«{logger}|»',
      '{time}|{logger}|{pid}|',
      '{time} | {level} | «{logger} | »',
      '[{time} {level} {logger}] ',
      '[{time} {level}] ',
      '[{time}] [{thread*}] [{level}_] ',
      '[{time}] [{thread*}] {level} ',
      '[{time}] [{level}_]«:» ',
      '[{time}] «{pid} »{level}«:» «- »',
      '[{time}] {level}/{logger}: ',
      '[{time}] <{level}> ',
      '[{time}] ({level}) ',
      '{time} «[{thread*}] »[{level}_]«:» «- »',
      '{time} «[{thread*}] »{level}«:» «- »',
      '{time} <{level}>«:» ',
      '{time} ({level})«:» ',
      '{time} - {level} - ',
      '{time} - {level}«:» ',
      '{time} {pid} «{tid} »{level} ',
      '{time} {pid} «{tid} »[{level}] ',
      '{time} {pid} «{tid} »{letter} ',
      '{time} {logger} {upper} ',
      '{time} [{letter}] ',
      '{time} {letter}! ',
      '{letter} [{time}] ',
      '{level} {time}«:» «- »',
      '[{level}_] {time}«:» «- »',
      '[{level}_] [{time}]«:» «- »',
      '[{level} {time}] ',
      '{level} [{time}]«:» «- »',
      '{level}: {time}«:» «- »',
      '{upper}[{time}] ',
      '[_{level}_] [{epoch}]«:» «[{logger}]: »',
      '[{letter} {time} {app}] ',
      '[{time} - {logger} - {level}] ',
      '{time} {letter} {logger} [{thread}] ',
      // Chromium's own.
      '[«{pid}:{tid}:»{time}:{level}:{file}({line})] ',
      '{skip} {host} {logger} {skip} {epoch} {skip} ',
      '[{time}]«:» «- »',
      '[{time}]_',
      '[{time},{skip*}] ',
      '({time})«:» «- »',
      '<{time}>«:» «- »',
      '{time}«:» «- »',
      '{time}$',
      '{time}|',
      '{time};',
      '{time},',
      '[{epoch}]«:» ',
      '({epoch})«:» ',
      '{epoch}«:» ',
      '{epoch},',
      '{epoch};',
      '{epoch}|',
    ],
  },
  {
    format: 'level',
    joins: 'indented',
    layouts: [
      '{upper} {logger}:{file}:{line} ',
      '{upper}: ',
      '[_{level}_]«:» ',
      '{upper}[{skip}] ',
      '[{skip}][{level}_]«[{logger*}]» ',
    ],
  },
];

/** Every layout, in the order they are tried. */
export const LAYOUTS: readonly Layout[] = FAMILIES.flatMap(({ format, joins, layouts }) =>
  layouts.map((text) => compileLayout(format, text, joins)),
);

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  klog: ['glog'],
  nginx: ['nginx', 'access'],
  apache: ['apache-error', 'access'],
  logback: ['log4j', 'python|log4j'],
  log4j: ['log4j', 'python|log4j'],
  python: ['python', 'python|log4j', 'level'],
  rust: ['python|log4j', 'timestamp'],
  zap: ['python|log4j'],
};

/** The layouts a rule's format name stands for; empty when the name is no line format's. */
export function layoutsOf(format: string): readonly Layout[] {
  if (format === 'auto') return LAYOUTS;
  const formats = GROUPS[format] ?? [format];
  return LAYOUTS.filter((layout) => formats.includes(layout.format));
}
