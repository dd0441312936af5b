import { chordCaps } from '../platform/key-chord.ts';

/** The caps of a key chord. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className="caps">
      {chordCaps(keys).map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one chord never move
        <kbd className="kbd" key={index}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
