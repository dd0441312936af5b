import type { Answer } from '../../../src/contract/contract.ts';

export type HostStatus = Answer<'hosts.watch'>['hosts'][number];

/** Offsets below this are noise of the measurement on an ordinary network. */
const CLOCK_TROUBLE_MS = 20;
/** More unread bytes than this is more than a moment's work. */
const LAG_TROUBLE_BYTES = 500_000;

/** A host that somebody should look at: away, not applied, failing, losing or far behind. */
export function isInTrouble(status: HostStatus): boolean {
  const { agent } = status;
  return (
    !status.present ||
    agent.appliedRevision !== agent.wantedRevision ||
    agent.rules.some((rule) => rule.state === 'refused') ||
    agent.files.some((file) => file.state === 'error') ||
    agent.lossesTotal > 0 ||
    isFarBehind(status) ||
    agent.lastError !== undefined
  );
}

export function isFarBehind({ agent }: HostStatus): boolean {
  return agent.lagBytes > LAG_TROUBLE_BYTES;
}

export function isClockOff({ agent }: HostStatus): boolean {
  return agent.clock !== undefined && Math.abs(agent.clock.offsetMs) > Math.max(CLOCK_TROUBLE_MS, agent.clock.errorMs);
}

/** Hosts whose name, labels, rules or files hold the text, in any case. */
export function matchesHost({ host, agent }: HostStatus, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const labels = Object.entries(agent.labels).map(([name, value]) => `${name}=${value}`);
  const words = [
    host,
    agent.id,
    ...labels,
    ...agent.rules.map((rule) => rule.rule),
    ...agent.files.map((file) => file.path),
  ];
  return words.some((word) => word.toLowerCase().includes(wanted));
}

/** A path cut in its middle: its first folders and its file name stay. */
export function shortPath(path: string, most: number): string {
  if (path.length <= most) return path;
  const name = path.slice(path.lastIndexOf('/'));
  const head = most - name.length - 1;
  if (head >= 6) return `${path.slice(0, head)}…${name}`;
  const half = Math.floor((most - 1) / 2);
  return `${path.slice(0, most - 1 - half)}…${path.slice(-half)}`;
}
