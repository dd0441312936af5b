import { expect, test } from 'vitest';
import { isAppUrl } from '../../../main/app-origin.ts';

test.each(['app://console/', 'app://console/#/search?q=a', 'app://console/assets/main.js', 'APP://console/x'])(
  '%s is ours',
  (address) => {
    expect(isAppUrl(address)).toBe(true);
  },
);

test.each([
  'app://console.evil.example/',
  'app://evil.example/console/',
  'app://console:80/',
  'app://console@evil.example/',
  'app://user@console/',
  'app:console',
  'apps://console/',
  'https://console/',
  'file:///console/',
  'javascript:alert(1)//app://console/',
  'about:blank',
  '',
])('%s is not', (address) => {
  expect(isAppUrl(address)).toBe(false);
});
