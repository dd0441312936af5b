// Files without a name are held only up to limits: the disk space they take is nobody's to see.
import type { AgentLimits } from '../agent-limits.ts';
import type { FollowedFile } from '../harvester/followed-file.ts';

/** The files to be let go, those missing longest first, so that the rest is within the limits. */
export function filesOverLimit(
  followed: Iterable<FollowedFile>,
  limits: Pick<AgentLimits, 'heldFiles' | 'heldBytes' | 'heldMs'>,
): FollowedFile[] {
  const held = [...followed].filter((file) => file.openPath === undefined && !file.ended);
  held.sort((a, b) => (a.missingSinceMs ?? 0) - (b.missingSinceMs ?? 0));
  let bytes = held.reduce((sum, file) => sum + file.seenSize, 0);
  const nowMs = performance.now();
  const over: FollowedFile[] = [];
  for (const [i, file] of held.entries()) {
    const isOld = nowMs - (file.missingSinceMs ?? nowMs) > limits.heldMs;
    if (!isOld && bytes <= limits.heldBytes && held.length - i <= limits.heldFiles) continue;
    bytes -= file.seenSize;
    over.push(file);
  }
  return over;
}
