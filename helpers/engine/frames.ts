/** The header of a frame: the number of its output, three zeros, and the length of the payload. */
const HEAD_BYTES = 8;

/** Standard output is 1, standard error 2; 0 is the engine's own. */
const LAST_OUTPUT = 2;

/**
 * Decodes the frames in which an engine sends a program's outputs, and gives the payload of each chunk, both outputs in
 * one. A stream without frames is returned unchanged. dockerode's demuxStream overflows the stack where a program writes
 * byte by byte; this has no limit on the length or number of frames.
 */
export function frameReader(): (chunk: Buffer) => Buffer {
  let head = Buffer.alloc(0);
  let left = 0;
  return (chunk) => {
    const payload: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const more = chunk.subarray(at, at + HEAD_BYTES - head.length);
        head = Buffer.concat([head, more]);
        at += more.length;
        if ((head[0] ?? 0) > LAST_OUTPUT) {
          left = Number.POSITIVE_INFINITY;
          payload.push(head);
        } else if (head.length === HEAD_BYTES) {
          left = head.readUInt32BE(4);
          head = Buffer.alloc(0);
        }
      } else {
        const part = chunk.subarray(at, at + left);
        payload.push(part);
        at += part.length;
        left -= part.length;
      }
    }
    return Buffer.concat(payload);
  };
}
