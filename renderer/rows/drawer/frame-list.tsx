// The frames of an event in its drawer; those that lie in a source folder open the editor.
import type { LogEvent, StackFrame } from '../../../src/model/log-event.ts';
import { openSource, sourceLink } from '../../platform/open-source.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { visibleText } from '../text/control-text.ts';
import { DRAWER_TEXT } from './drawer-text.ts';
import { placedFrames } from './event-frames.ts';

const MOST_SHOWN = 30;

export function FrameList({ event }: { event: LogEvent }) {
  const say = useText(DRAWER_TEXT);
  // Which frames can be opened follows these.
  usePreferences((state) => `${state.editor} ${state.sourceRoots}`);
  const frames = placedFrames(event);
  if (frames.length === 0) return null;
  // A stack may name one place twice; its order is fixed.
  const keyed = frames.slice(0, MOST_SHOWN).map((frame, i) => ({ key: String(i), frame }));
  return (
    <section className="kv-group">
      <h2 className="tt lab">
        {say('frames')} <span className="t3">{frames.length}</span>
      </h2>
      <ol className="frames mono">
        {keyed.map(({ key, frame }) => (
          <li key={key}>
            <Place frame={frame} label={(place) => say('openFrame', { place })} />
            <span className="t2 trunc">{visibleText(frame.function ?? '')}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Place({ frame, label }: { frame: StackFrame; label(place: string): string }) {
  const { file = '', line } = frame;
  const whole = visibleText(line === undefined ? file : `${file}:${line}`);
  const short = whole.split(/[/\\]/).at(-1)!;
  if (sourceLink(frame) === undefined)
    return (
      <span className="trunc" data-tip={whole}>
        {short}
      </span>
    );
  return (
    <button
      type="button"
      className="link trunc"
      data-tip={whole}
      aria-label={label(whole)}
      onClick={() => openSource(frame)}
    >
      {short}
    </button>
  );
}
