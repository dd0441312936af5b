/** Hands a file to the browser, which asks where it goes. */
export function offerFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Freed once the download has certainly begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
