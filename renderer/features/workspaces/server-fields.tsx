import { type ReactNode, useId } from 'react';
import { useText } from '../../platform/text.ts';
import type { FormKey, ServerForm } from './server-form.ts';
import { workspacesText } from './workspaces-text.ts';

export interface ServerFieldsProps {
  form: ServerForm;
  onChange(patch: Partial<ServerForm>): void;
}

/** The three servers: the address in sight, security and names folded. */
export function ServerFields(props: ServerFieldsProps) {
  return (
    <>
      <KafkaFields {...props} />
      <ZooKeeperFields {...props} />
      <ElasticsearchFields {...props} />
    </>
  );
}

function KafkaFields(props: ServerFieldsProps) {
  const { form, onChange } = props;
  const say = useText(workspacesText);
  return (
    <Server name="Kafka">
      <Field {...props} of="brokers" label={say('brokers')} example="kafka1:9092, kafka2:9092" />
      <More>
        <Field {...props} of="topics" label={say('topics')} example="logs.*" />
        <Choice
          label={say('security')}
          value={form.kafkaSecurity}
          options={[
            ['none', say('plain')],
            ['tls', 'TLS'],
          ]}
          onChange={(kafkaSecurity) => onChange({ kafkaSecurity })}
        />
        {form.kafkaSecurity === 'tls' && (
          <>
            <Field {...props} of="kafkaCa" label={say('ca')} example="/etc/ssl/kafka-ca.pem" />
            <Field {...props} of="kafkaCert" label={say('cert')} />
            <Field {...props} of="kafkaKey" label={say('key')} />
          </>
        )}
        <Choice
          label={say('login')}
          value={form.mechanism}
          options={[
            ['', say('noLogin')],
            ['plain', 'PLAIN'],
            ['scram-sha-256', 'SCRAM-SHA-256'],
            ['scram-sha-512', 'SCRAM-SHA-512'],
          ]}
          onChange={(mechanism) => onChange({ mechanism })}
        />
        {form.mechanism !== '' && (
          <>
            <Field {...props} of="kafkaUser" label={say('user')} />
            <Field {...props} of="kafkaPassword" label={say('password')} isSecret />
          </>
        )}
      </More>
    </Server>
  );
}

function ZooKeeperFields(props: ServerFieldsProps) {
  const say = useText(workspacesText);
  return (
    <Server name="ZooKeeper">
      <Field {...props} of="zookeeper" label={say('servers')} example="zk1:2181, zk2:2181" />
      <More>
        <Field {...props} of="root" label={say('root')} example="/crosstail" />
        <Field {...props} of="zookeeperUser" label={say('user')} />
        <Field {...props} of="zookeeperPassword" label={say('password')} isSecret />
      </More>
    </Server>
  );
}

function ElasticsearchFields(props: ServerFieldsProps) {
  const say = useText(workspacesText);
  return (
    <Server name="Elasticsearch">
      <Field {...props} of="nodes" label={say('nodes')} example="https://es1:9200" />
      <More>
        <Field {...props} of="indices" label={say('indices')} example="crosstail-*, filebeat-*" />
        <Field {...props} of="elasticsearchUser" label={say('user')} />
        <Field {...props} of="elasticsearchPassword" label={say('password')} isSecret />
        <Field {...props} of="apiKey" label={say('apiKey')} isSecret />
        <Field {...props} of="elasticsearchCa" label={say('ca')} />
      </More>
    </Server>
  );
}

function Server({ name, children }: { name: string; children: ReactNode }) {
  return (
    <fieldset className="connect-server">
      <legend>{name}</legend>
      {children}
    </fieldset>
  );
}

function More({ children }: { children: ReactNode }) {
  const say = useText(workspacesText);
  return (
    <details>
      <summary>{say('more')}</summary>
      <div className="connect-more">{children}</div>
    </details>
  );
}

interface FieldProps extends ServerFieldsProps {
  of: Exclude<FormKey, 'kafkaSecurity' | 'mechanism'>;
  label: string;
  example?: string;
  isSecret?: boolean;
}

function Field({ form, onChange, of, label, example, isSecret = false }: FieldProps) {
  const id = useId();
  return (
    <div className="connect-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="in mono"
        type={isSecret ? 'password' : 'text'}
        autoComplete="off"
        spellCheck={false}
        placeholder={example}
        value={form[of]}
        onChange={(event) => onChange({ [of]: event.target.value })}
      />
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, label: string])[];
  onChange(value: Value): void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div className="connect-field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="in" value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
