/** The variable by which the trial of faults takes an option from the engines of a lab. */
const IGNORED_OPTION = 'CONFORMANCE_LAB_IGNORES';

/** The environment variables of a process whose lab engines get no such option of dockerd: `--mtu`. */
export function ignoringOption(option: string): Record<string, string> {
  return { [IGNORED_OPTION]: option };
}

/** The options of dockerd without the one that is to be ignored. */
export function withoutIgnored(
  options: readonly string[],
  ignored: string | undefined = process.env[IGNORED_OPTION],
): readonly string[] {
  return options.filter((option) => ignored === undefined || (option !== ignored && !option.startsWith(`${ignored}=`)));
}
