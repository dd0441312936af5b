import type { CSSProperties } from 'react';
import { serviceColour } from './service-colour.ts';
import { visibleText } from './text/control-text.ts';

/** A service's name behind a bar of its colour. */
export function ServiceTag({ name }: { name: string }) {
  return (
    <span className="svc-tag" style={serviceStyle(name)}>
      {visibleText(name)}
    </span>
  );
}

/** Sets `--sc` to the service's colour on an element (through CSSOM, so the CSP has nothing against it). */
export function serviceStyle(name: string): CSSProperties {
  return { '--sc': serviceColour(name) } as CSSProperties;
}
