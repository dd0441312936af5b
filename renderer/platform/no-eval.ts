// Imported before everything else: the schema library otherwise tries `new Function` as soon as the contract is read,
// and the page's CSP reports each try.
import { config } from 'zod';

config({ jitless: true });
