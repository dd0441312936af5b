/**
 * Puts text on the clipboard. The asynchronous way is refused where the page has no focus or no permission; the old way
 * by a copy event works there.
 */
export function copyPlainText(text: string): void {
  const old = () => {
    const onCopy = (event: ClipboardEvent) => {
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('copy', onCopy, { capture: true, once: true });
    document.execCommand('copy');
    document.removeEventListener('copy', onCopy, { capture: true });
  };
  if (navigator.clipboard === undefined) old();
  else navigator.clipboard.writeText(text).catch(old);
}
