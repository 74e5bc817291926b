/** How long the head of a frame is: which output it is of, three zeros, and the length of what follows. */
const HEAD_BYTES = 8;

/** The outputs of a program have the numbers 1 and 2; the engine may have written 0 itself. */
const LAST_OUTPUT = 2;

/**
 * Reads the frames in which an engine sends the outputs of a program, and gives for each chunk what was said in it, both
 * outputs in one. It keeps no frame, however long, and no chunk has too many of them: dockerode's demuxStream ends the
 * process with a stack overflow where a program writes byte by byte. What has no frames is given as it is.
 */
export function frameReader(): (chunk: Buffer) => Buffer {
  let head = Buffer.alloc(0);
  let left = 0;
  return (chunk) => {
    const said: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const more = chunk.subarray(at, at + HEAD_BYTES - head.length);
        head = Buffer.concat([head, more]);
        at += more.length;
        if ((head[0] ?? 0) > LAST_OUTPUT) {
          left = Number.POSITIVE_INFINITY;
          said.push(head);
        } else if (head.length === HEAD_BYTES) {
          left = head.readUInt32BE(4);
          head = Buffer.alloc(0);
        }
      } else {
        const part = chunk.subarray(at, at + left);
        said.push(part);
        at += part.length;
        left -= part.length;
      }
    }
    return Buffer.concat(said);
  };
}
