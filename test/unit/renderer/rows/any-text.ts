import fc from 'fast-check';

/** Any UTF-16 text, lone surrogates and control characters likelier than by chance. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0, max: 0x9f }),
    fc.integer({ min: 0xd800, max: 0xdfff }),
    fc.integer({ min: 0x2000, max: 0x206f }),
  );
  return fc.array(unit, { maxLength }).map((codes) => String.fromCharCode(...codes));
}
