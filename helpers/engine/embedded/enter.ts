import { firstChild } from './process.ts';

/** The command that runs another one in the network namespace of a process, with this machine's files. */
export function inNetworkOf({ pid }: { readonly pid: number }): string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`, '--'];
}

/** The command that runs another one inside the host of an embedded engine, with its files, processes and network. */
export function insideHost({ pid }: { readonly pid: number }): string[] {
  return ['nsenter', `--target=${firstChild(pid)}`, '--all', '--root', '--wd', '--'];
}
