import { Check, Pencil, PowerOff } from 'lucide-react';
import type { Answer } from '../../../src/contract/contract.ts';
import type { Rule } from '../../../src/model/rule.ts';
import { useText } from '../../platform/text.ts';
import { ServiceTag } from '../../rows/service-tag.tsx';
import { Icon } from '../../ui/icon.tsx';
import { rulesText } from './rules-text.ts';

export interface RuleTableProps {
  rules: readonly Rule[];
  published: readonly Rule[];
  hosts: Answer<'hosts.watch'>['hosts'];
  chosen: string | undefined;
  onOpen(rule: Rule): void;
}

/** The rules as they read now, with what is still a draft and how many hosts have applied each. */
export function RuleTable({ rules, published, hosts, chosen, onOpen }: RuleTableProps) {
  const say = useText(rulesText);
  return (
    <table>
      <thead>
        <tr>
          <th>{say('rule')}</th>
          <th>{say('service')}</th>
          <th>{say('hosts')}</th>
          <th>{say('files')}</th>
          <th>{say('format')}</th>
          <th className="num">{say('applied')}</th>
          <th>{say('state')}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id} className={rule.id === chosen ? 'is-sel' : ''}>
            <td>
              <button type="button" className="link" aria-current={rule.id === chosen} onClick={() => onOpen(rule)}>
                {rule.id}
              </button>
            </td>
            <td>
              <ServiceTag name={rule.service} />
            </td>
            <td className="mono">{hostText(rule) || say('everyHost')}</td>
            <td className="mono paths" data-tip={rule.paths.join('\n')}>
              {rule.paths.join(' ')}
            </td>
            <td>{typeof rule.format === 'string' ? rule.format : rule.format.pattern}</td>
            <td className="num mono">{appliedText(rule, hosts)}</td>
            <td>
              <RuleState rule={rule} published={published} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RuleState({ rule, published }: { rule: Rule; published: readonly Rule[] }) {
  const say = useText(rulesText);
  const before = published.find(({ id }) => id === rule.id);
  const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(rule);
  if (!isSame)
    return (
      <span className="state warn">
        <Icon of={Pencil} size={12} />
        {say(before === undefined ? 'stateNew' : 'stateDraft')}
      </span>
    );
  return (
    <span className={rule.enabled ? 'state ok' : 'state t3'}>
      <Icon of={rule.enabled ? Check : PowerOff} size={12} />
      {say(rule.enabled ? 'statePublished' : 'stateOff')}
    </span>
  );
}

function hostText(rule: Rule): string {
  const labels = Object.entries(rule.labels).map(([name, value]) => `${name}=${value}`);
  return [...rule.hosts, ...labels].join(' ');
}

function appliedText(rule: Rule, hosts: RuleTableProps['hosts']): string {
  const states = hosts.flatMap(({ agent }) => agent.rules.filter((each) => each.rule === rule.id));
  return states.length === 0 ? '—' : `${states.filter((each) => each.state === 'applied').length}/${states.length}`;
}
