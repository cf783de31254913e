/** A message whose parts lie one inside the other, more of them than any program follows; `head` is its first lines. */
export function deepMessage(head: string[]): Buffer {
  const depth = 400;
  const levels = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  );
  return Buffer.from(`${head.join('\r\n')}\r\n${levels.join('')}\r\nHello\r\n`);
}
