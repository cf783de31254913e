/** `host:port` as an operator writes it, an IPv6 address in brackets; what a URL makes of it is looked at beside. */
export const hostPort = /^(?<host>\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*):(?<port>[1-9]\d{0,4})$/i;
