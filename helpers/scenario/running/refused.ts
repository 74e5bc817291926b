/** The engine refused what a scenario attempts. */
export interface Refused {
  readonly kind: 'refused';
  /** The status of its answer: 409 */
  readonly status: number;
  readonly message: string;
}
