#!/usr/bin/env node
// This file must parse on any Node that may start it: it has no import, and loads everything else later.

/** The `engines` of package.json. */
const LEAST = [22, 22] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) void import('./main.ts');
else {
  console.error(
    `docker-network-conformance needs Node ${LEAST.join('.')} or later, and this is Node ${process.versions.node}: ` +
      'install a newer one, or run npx --package node@24 --package docker-network-conformance docker-network-conformance.',
  );
  process.exitCode = 2;
}
