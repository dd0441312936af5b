/** Waits until the condition holds; fails after the limit with what it last saw. */
export async function until(condition: () => unknown, limitMs = 15_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`Not so within ${limitMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
