/** The name of this machine's engine in a matrix: the engine that `run` finds. */
export const OWN_ENGINE = 'own';
