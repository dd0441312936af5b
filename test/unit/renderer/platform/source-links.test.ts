// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { EDITORS, parseRoots, sourcePath } from '../../../../renderer/platform/source-links.ts';

const ROOTS = parseRoots(`/srv/shop = /home/me/shop
/srv/shop/vendor = /opt/vendor
/home/me/engine/
C:\\build\\app = C:\\src\\app
not a folder = nowhere`);

describe('sourcePath', () => {
  test.each([
    ['/srv/shop/views/cart.py', '/home/me/shop/views/cart.py'],
    ['/srv/shop/vendor/x.py', '/opt/vendor/x.py'],
    ['src/pool.cc', '/home/me/engine/src/pool.cc'],
    ['./pool.cc', '/home/me/engine/pool.cc'],
    ['/home/me/engine/src/pool.cc', '/home/me/engine/src/pool.cc'],
    ['C:\\build\\app\\Main.cs', 'C:/src/app/Main.cs'],
    ['file:///srv/shop/index.js', '/home/me/shop/index.js'],
  ])('%s lies at %s', (file, path) => expect(sourcePath(file, ROOTS)).toBe(path));

  test.each(['/etc/passwd', '/srv/shop/../../etc/passwd', '/srv/shopping/a.py', '', '/srv/shop/a\u0000.py', '..'])(
    '%j lies in no source folder',
    (file) => expect(sourcePath(file, ROOTS)).toBeUndefined(),
  );
});

test('links hold the path as data, whatever is in it', () => {
  expect(EDITORS.vscode.link('/home/me/a b?c#d.py', 12)).toBe('vscode://file/home/me/a%20b%3Fc%23d.py:12');
  expect(EDITORS.zed.link('C:/src/Main.cs', 3)).toBe('zed://file/C:/src/Main.cs:3');
  expect(EDITORS.idea.link('/home/me/a&line=1.py', 7)).toBe('idea://open?file=%2Fhome%2Fme%2Fa%26line%3D1.py&line=7');
});
