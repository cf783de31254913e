/** A wrong request to the control API, in a sentence for whoever writes the test. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}
