import { useAllActions } from '../../platform/actions.ts';
import { useText } from '../../platform/text.ts';
import { KeyCaps } from '../../ui/key-caps.tsx';
import { helpText } from './help-text.ts';
import './help.css';

const ROW_KEYS = [
  ['j k ArrowDown ArrowUp', 'move'],
  ['Enter', 'details'],
  ['ArrowRight ArrowLeft', 'unfold'],
  ['End', 'follow'],
  ['t', 'trace'],
  ['c', 'context'],
  ['p', 'pin'],
  ['o', 'source'],
  ['e E', 'error'],
  ['n N', 'fresh'],
  ['Space', 'pause'],
] as const;

const LANGUAGE = [
  ['pool exhausted', 'words'],
  ['"pool exhausted"', 'phrase'],
  ['service:inventoryd', 'field'],
  ['host:(web-1 OR web-2)', 'several'],
  ['level>=WARN', 'compare'],
  ['duration:[100 TO 250]', 'rangeOf'],
  ['err:POOL_*', 'wildcard'],
  ['/wait=\\d{3,}ms/i', 'regex'],
  ['-healthz', 'not'],
  ['(a OR b) AND NOT c', 'logic'],
  ['id:7f3a91c2', 'id'],
  ['error:*', 'exists'],
] as const;

/** All keys that work now, and the query language on one page. */
export function HelpView() {
  const say = useText(helpText);
  const actions = useAllActions().filter((action) => action.keys !== undefined);
  const groups = [...new Set(actions.map((action) => action.group))];
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
      </div>
      <div className="help scroll">
        <section>
          <h2>{say('keys')}</h2>
          <p className="t2">{say('keysNote')}</p>
          {groups.map((group) => (
            <div key={group}>
              <h3>{group}</h3>
              <dl>
                {actions
                  .filter((action) => action.group === group)
                  .map((action) => (
                    <div key={action.id}>
                      <dt>
                        <KeyCaps keys={action.keys!} />
                      </dt>
                      <dd>{action.title}</dd>
                    </div>
                  ))}
              </dl>
            </div>
          ))}
        </section>
        <section>
          <h2>{say('rowKeys')}</h2>
          <dl>
            {ROW_KEYS.map(([keys, name]) => (
              <div key={name}>
                <dt>
                  <KeyCaps keys={keys} />
                </dt>
                <dd>{say(name)}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h2>{say('language')}</h2>
          <dl className="queries">
            {LANGUAGE.map(([query, name]) => (
              <div key={name}>
                <dt>
                  <code>{query}</code>
                </dt>
                <dd>{say(name)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}
