/** An address of a network whose subnet is drawn, by its last number: `.10` is 198.18.7.10 in 198.18.7.0/24. */
export type HostPart = `.${number}`;
