/** The engines that hosts are made with: the oldest that the suite knows, Debian's stable one, and the newest of Debian. */
export const docker20 = 'debian:bookworm';
export const docker26 = 'debian:trixie';
export const docker28 = 'debian:forky';
