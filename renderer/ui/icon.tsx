import type { LucideIcon } from 'lucide-react';

/** An icon of the set at one of the sheet's four sizes; decoration only, the words stand beside it or on the button. */
export function Icon({ of: Shape, size = 14 }: { of: LucideIcon; size?: 12 | 14 | 16 | 18 }) {
  return <Shape className={size === 16 ? 'i' : `i i-${size}`} aria-hidden="true" />;
}
