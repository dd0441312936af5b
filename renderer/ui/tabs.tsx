import type { KeyboardEvent, ReactNode } from 'react';

export interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  tabs: readonly { value: Value; label: string; count?: ReactNode }[];
  onChange(value: Value): void;
  /** Id prefix: the panel of a tab is `${id}-panel`. */
  id: string;
}

/** Tabs over one panel; one tab stop, arrows move. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, id }: TabsProps<Value>) {
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.value === value);
    onChange(tabs[(at + step + tabs.length) % tabs.length]!.value);
    const buttons = event.currentTarget.querySelectorAll('button');
    buttons[(at + step + tabs.length) % tabs.length]?.focus();
  };
  return (
    <div className="tabs under" role="tablist" aria-label={label} onKeyDown={onKey}>
      {tabs.map((tab) => (
        <button
          type="button"
          role="tab"
          key={tab.value}
          aria-selected={tab.value === value}
          aria-controls={`${id}-panel`}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count !== undefined && <span className="cnt">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
