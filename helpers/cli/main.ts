import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { cacheFolder } from '../engine/embedded/cache.ts';

// It saves a third of the time until a command begins. The cache is made by a run, and `clean` must not write to it.
if (process.argv[2] !== 'clean' && existsSync(cacheFolder('compiled'))) enableCompileCache(cacheFolder('compiled'));
void import('./command-line.ts').then(({ runCommandLine }) => runCommandLine());
