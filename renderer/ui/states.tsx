// What a view shows when it has nothing: yet, at all, or because something failed. Each says what to do now.
import { CircleAlert, type LucideIcon, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../src/base/errors.ts';
import { useText } from '../platform/text.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { uiText } from './ui-text.ts';

/** Nothing here: why, and what to do. */
export function EmptyState(props: { icon: LucideIcon; title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-mark">
        <Icon of={props.icon} size={18} />
      </span>
      <h2>{props.title}</h2>
      {props.children !== undefined && <div className="empty-text">{props.children}</div>}
      {props.actions !== undefined && <div className="empty-acts">{props.actions}</div>}
    </div>
  );
}

/** What was tried, on what, and what to do now, where it happened. */
export function ErrorNote({ error, onRetry }: { error: AppError; onRetry?: () => void }) {
  const say = useText(uiText);
  return (
    <div className="note err" role="alert">
      <Icon of={CircleAlert} />
      <div className="grow">
        <span className="b">{error.message}</span>{' '}
        {error.hint !== undefined && <span className="t2">{error.hint}</span>}
      </div>
      {onRetry !== undefined && (
        <Button kind="line" small icon={RotateCw} onClick={onRetry}>
          {say('tryAgain')}
        </Button>
      )}
    </div>
  );
}

/** Words beside the one spinner. */
export function Working({ children, onCancel }: { children: ReactNode; onCancel?: () => void }) {
  const say = useText(uiText);
  return (
    <div className="working" role="status">
      <span className="spin" />
      <span>{children}</span>
      {onCancel !== undefined && (
        <Button small kind="line" onClick={onCancel}>
          {say('cancel')}
        </Button>
      )}
    </div>
  );
}
