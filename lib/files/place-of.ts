/** What people call a scanner: its host and port, an IPv6 address in brackets. */
export function placeOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}
