import { Component, type ReactNode } from 'react';
import { sayNow } from '../platform/text.ts';
import { toAppError } from '../platform/use-call.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/states.tsx';
import { appText } from './app-text.ts';

/** Keeps an error of one view inside it: the frame and the other views go on. */
export class ViewGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    const say = sayNow(appText);
    return (
      <div className="view-failed">
        <h1>{say('viewFailed')}</h1>
        <ErrorNote error={toAppError(this.state.error)} />
        <Button kind="line" onClick={() => this.setState({ error: undefined })}>
          {say('viewAgain')}
        </Button>
      </div>
    );
  }
}
