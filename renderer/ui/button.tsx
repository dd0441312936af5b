import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { Icon } from './icon.tsx';
import { KeyCaps } from './key-caps.tsx';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'title'> {
  kind?: 'quiet' | 'line' | 'prim' | 'danger';
  small?: boolean;
  icon?: LucideIcon;
  /** Shown behind the words. */
  iconAfter?: LucideIcon;
  /** Toggle state; leave out for a button that is no toggle. */
  isOn?: boolean;
  isBusy?: boolean;
  /** Key that does the same, shown as a cap. */
  keys?: string;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words. */
export function Button(props: ButtonProps) {
  const { kind = 'quiet', small, icon, iconAfter, isOn, isBusy, keys, children, className, ...rest } = props;
  const classes = ['btn', kind === 'quiet' ? '' : kind, small ? 's' : '', isOn ? 'is-on' : '', className ?? ''];
  return (
    <button
      type="button"
      className={classes.filter((each) => each !== '').join(' ')}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      {...(isBusy ? { 'aria-busy': true } : {})}
      {...rest}
    >
      {isBusy ? <span className="spin" /> : icon !== undefined && <Icon of={icon} />}
      {children}
      {iconAfter !== undefined && <Icon of={iconAfter} size={12} />}
      {keys !== undefined && <KeyCaps keys={keys} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'iconAfter'> {
  icon: LucideIcon;
  /** Name for those who cannot see the icon, and its tooltip. */
  label: string;
}

/** A square button with an icon alone: it always has a name and a tooltip with its key. */
export function IconButton({ label, keys, className, ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      className={`sq ${className ?? ''}`}
      aria-label={label}
      data-tip={label}
      {...(keys === undefined ? {} : { 'data-tip-keys': keys })}
    />
  );
}
