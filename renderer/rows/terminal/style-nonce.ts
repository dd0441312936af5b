// xterm makes <style> elements without a nonce, and our CSP lets no style in without one: give each its nonce as it is made.

let isDone = false;

/** Lets style elements made from now on carry the page's nonce. Once a page; nothing happens where it has none. */
export function giveStylesTheirNonce(): void {
  if (isDone) return;
  isDone = true;
  // By the property: browsers hide the attribute.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  if (nonce === '') return;
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (name.toLowerCase() === 'style') element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
