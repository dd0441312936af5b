import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { Answer } from '../../../src/contract/contract.ts';
import { useText } from '../../platform/text.ts';
import { Icon } from '../../ui/icon.tsx';
import { workspacesText } from './workspaces-text.ts';

const SERVERS = [
  ['kafka', 'Kafka'],
  ['zookeeper', 'ZooKeeper'],
  ['elasticsearch', 'Elasticsearch'],
] as const;

/** Server by server: what is there, or what is wrong and what to do. */
export function TestResult({ tests }: { tests: Answer<'workspaces.test'> }) {
  const say = useText(workspacesText);
  return (
    <ul className="connect-tests" role="status">
      {SERVERS.map(([server, name]) => {
        const found = tests[server];
        if (found === undefined) return null;
        return (
          <li key={server}>
            <span className={found.ok ? 'ok' : 'err'}>
              <Icon of={found.ok ? CircleCheck : TriangleAlert} />
            </span>
            <span>
              <b>{name}</b> <span className="sr">{say(found.ok ? 'good' : 'bad')}</span> {found.detail}{' '}
              {found.hint !== undefined && <span className="t2">{found.hint}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
