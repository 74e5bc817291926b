/** An address of a network whose subnet is drawn, by its last number: `.10` is 198.18.7.10 in 198.18.7.0/24. */
export type HostPart = `.${number}`;

/** An IPv4 address: `192.0.2.7`. */
export type FullAddress = `${number}.${number}.${number}.${number}`;
